/** Half-width marks beside a Chinese character, which belong full-width; what looks like code (`时:分`) is left alone. */
export function halfWidthMarks(chinese: string): string[] {
  const marks = /(?<=[\p{sc=Han}”’》）])[,;:!?](?!分)|[,;!?](?=[\p{sc=Han}“‘《（])/gu;
  const brackets = /(?:(?<=\p{sc=Han})\(|\((?=\p{sc=Han}))(?![^()]*(?:[=<>…"]|\s(?:或|且)\s))/gu;
  return [...chinese.matchAll(marks), ...chinese.matchAll(brackets)].map(({ index }) =>
    chinese.slice(Math.max(0, index - 4), index + 5),
  );
}
