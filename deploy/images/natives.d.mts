export function nativesIn(folder: string): Map<string, { path: string; processor: string | undefined }[]>;
