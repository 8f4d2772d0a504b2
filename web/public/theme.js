// Runs before the first paint, so that a dark screen never flashes white. A file, because inline scripts are forbidden.
const theme = globalThis.localStorage.getItem('fanloom.theme');
if (theme === 'light' || theme === 'dark') globalThis.document.documentElement.dataset.theme = theme;
