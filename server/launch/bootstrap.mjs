// Behind `npm start`, `npm test` and `npm run bench`: brings a fresh checkout to the point where these can run. Plain
// JavaScript without dependencies, because nothing is installed or built yet. Its few sentences are in both languages;
// all of them go to stderr, so that `bench --json` prints nothing but figures.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const LEAST_NODE = [20, 19];
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const stamp = join(root, '.cache', 'built');
const report = join(root, 'test-results', 'vitest.json');

/** Something the person at the keyboard can put right. */
class Failure extends Error {
  constructor(zh, en) {
    super(en);
    this.zh = zh;
  }
}

const [task, ...args] = process.argv.slice(2);
try {
  checkNode();
  await install();
  await build();
  await runTask();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  say(error.zh, error.message);
  process.exitCode = 2;
}

async function runTask() {
  switch (task) {
    case 'start':
      return become('server/dist/cli/fanloom.js', ['start', ...args]);
    case 'bench':
      return become('tests/dist/bench/bench.js', args);
    case 'fuzz':
      return become('tests/dist/fuzz/fuzz.js', args);
    case 'test':
      process.exitCode = await test();
      return;
    default:
      throw new Failure('用法：bootstrap.mjs start|test|bench|fuzz', 'Usage: bootstrap.mjs start|test|bench|fuzz');
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return;
  throw new Failure(
    `需要 Node.js ${LEAST_NODE.join('.')} 或更新版本，当前是 ${process.versions.node}。请从 https://nodejs.org 安装。`,
    `Node.js ${LEAST_NODE.join('.')} or later is needed, this is ${process.versions.node}. Install it from https://nodejs.org.`,
  );
}

/** Installs the packages when those in node_modules are not the ones that the lock file names. */
async function install() {
  if (isInstalled()) return;
  const done = await long('安装依赖', 'Installing packages', npm('ci', '--no-audit', '--no-fund'));
  if (!done) {
    throw new Failure(
      '依赖安装失败，原因见上。请检查网络或 npm 源，然后重试。',
      'The packages could not be installed, see above. Check the network or the npm registry and try again.',
    );
  }
}

function isInstalled() {
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const present = packagesIn(join(root, 'node_modules', '.package-lock.json'));
  // Optional packages are for one platform each, so most of them are rightly absent.
  return Object.entries(wanted).every(
    ([path, { version, optional, link }]) =>
      !path.includes('node_modules/') || optional || link || present[path]?.version === version,
  );
}

function packagesIn(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : {};
}

/** Builds when a source is newer than the last build. */
async function build() {
  if (existsSync(stamp) && newest(root) <= statSync(stamp).mtimeMs) return;
  const started = new Date();
  if (!(await long('构建', 'Building', npm('run', '--silent', 'build')))) {
    throw new Failure('构建失败，原因见上。', 'The build failed, see above.');
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
  utimesSync(stamp, started, started);
}

/** Time of the last change, in milliseconds, among the sources under a folder. */
function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (/^(\.|node_modules$|dist$|test-results$|docs$)|\.md$/.test(entry.name)) continue;
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}

/** Runs the tests and closes with one plain line of counts. Arguments go to Vitest. */
async function test() {
  const chromium = findChromium();
  if (!chromium) {
    say(
      '没有找到 Chromium，跳过浏览器测试（可安装 chromium，或设置 CHROMIUM_PATH）。',
      'No Chromium was found: browser tests are skipped (install chromium or set CHROMIUM_PATH).',
    );
  }
  rmSync(report, { force: true });
  const vitest = [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run'];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const env = chromium ? { ...process.env, CHROMIUM_PATH: chromium } : process.env;
  const code = await exitCode(process.execPath, [...vitest, ...reporters, ...args], { stdio: 'inherit', env });
  const { passed, failed, skipped } = counts(code);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 ? 1 : 0;
}

/** A file that could not be loaded, or an error outside of every test, counts as one that failed. */
function counts(code) {
  const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  const passed = result?.numPassedTests ?? 0;
  const broken = result?.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  );
  const failed = (result?.numFailedTests ?? 0) + (broken?.length ?? 0);
  const skipped = (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0);
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped };
}

function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
  return onPath ?? playwrightChromium();
}

function playwrightChromium() {
  const cache = process.env.PLAYWRIGHT_BROWSERS_PATH || join(homedir(), '.cache', 'ms-playwright');
  const builds = existsSync(cache) ? readdirSync(cache).filter((name) => /^chromium-\d+$/.test(name)) : [];
  return builds.map((name) => join(cache, name, 'chrome-linux', 'chrome')).find((path) => existsSync(path));
}

/** Goes on as another program in this very process, so that Ctrl-C and exit codes need no forwarding. */
async function become(entry, argv) {
  const path = join(root, entry);
  if (!existsSync(path))
    throw new Failure(`没有 ${entry}：构建不完整。`, `There is no ${entry}: the build is not complete.`);
  process.argv = [process.argv[0], path, ...argv];
  await import(pathToFileURL(path).href);
}

/** Runs a step that takes its time, with a sign of life every ten seconds. True when it went well. */
async function long(zh, en, command) {
  const since = Date.now();
  const seconds = () => Math.round((Date.now() - since) / 1000);
  say(`${zh}…`, `${en} …`);
  const ticking = setInterval(() => say(`${zh}… ${seconds()} 秒`, `${en} … ${seconds()} s`), 10_000);
  const code = await exitCode(command.program, command.args, {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32',
  });
  clearInterval(ticking);
  return code === 0;
}

function npm(...args) {
  return { program: process.platform === 'win32' ? 'npm.cmd' : 'npm', args };
}

function exitCode(program, argv, options) {
  return new Promise((resolve) => {
    const child = spawn(program, argv, options);
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function say(zh, en) {
  console.error(`[fanloom] ${zh} / ${en}`);
}
