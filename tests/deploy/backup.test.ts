import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '@fanloom/server/launch/project.js';

const COMPOSE = join(projectRoot, 'deploy/compose');
const OLDER = 'fanloom-20261101T020000Z.backup';

/**
 * In the place of `docker`: what the scripts run in PostgreSQL's container it runs here, with the folder `volume` as the volume,
 * and answers for the programs of PostgreSQL itself. LEFT is what is free on the disk, in KB; all commands go into `commands`.
 */
const DOCKER = `#!/usr/bin/env bash
here=$(dirname "$0")
echo "$*" >>"$here/commands"
[ "$2" = exec ] || exit 0
shift 3
while [ "$1" = -e ]; do shift 2; done
shift
all="$*"
case $1 in
  df) printf 'Filesystem 1024-blocks Used Available Capacity Mounted\\ndisk 9 9 %s 1%% /\\n' "$LEFT" ;;
  pg_restore) [ -z "\${BROKEN:-}" ] ;;
  psql)
    case $all in
      *dump.sql*) head -c 300000 /dev/urandom >"$here/volume/backup/dump"; echo 'fan|7|1' >"$here/volume/backup/counts" ;;
      *counts.sql*) echo 'fan|7|1' ;;
      *pg_ls_waldir*) echo 5000000 ;;
      *server_version_num*) echo 170004 ;;
      *pg_database_size*) echo 4000000 ;;
    esac ;;
  createdb | dropdb) ;;
  *) "\${@//\\/var\\/lib\\/postgresql\\/data/$here/volume}" ;;
esac
`;

describe.runIf(process.platform === 'linux')('backup.sh and restore.sh', { timeout: 60_000 }, () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fanloom-backup-'));
    await cp(COMPOSE, folder, { recursive: true, filter: (path) => !/secrets|backups|\.env$/.test(path) });
    await mkdir(join(folder, 'volume'));
    await mkdir(join(folder, 'backups'));
    await writeFile(join(folder, 'backups', OLDER), 'older');
    await program('docker', DOCKER);
    run('generate-env.sh');
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function program(name: string, text: string) {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), 0o755);
  }
  function run(script: string, argument?: string, env: Record<string, string> = {}) {
    const { status, stdout, stderr } = spawnSync(join(folder, script), argument ? [argument] : [], {
      encoding: 'utf8',
      env: { ...process.env, LEFT: '70000000', PATH: `${folder}:${process.env['PATH']}`, ...env },
    });
    return { status, says: stdout + stderr };
  }
  const backups = async () => (await readdir(join(folder, 'backups'))).filter((name) => name !== OLDER);
  const commands = () => readFile(join(folder, 'commands'), 'utf8');
  async function backUp() {
    const { status, says } = run('backup.sh');
    expect([status, says]).toEqual([0, expect.stringMatching(/^backups\/.*, 7 rows, restored on trial and equal\n$/)]);
    const [name] = await backups();
    return `backups/${name}`;
  }

  it('makes a file that can be restored, and leaves nothing else', async () => {
    const file = await backUp();
    expect(await backups()).toEqual([expect.stringMatching(/^fanloom-\d{8}T\d{6}Z\.backup$/)]);
    expect(run('restore.sh', file)).toMatchObject({ status: 0 });
    expect(await readdir(join(folder, 'volume'))).toEqual([]);
  });

  it('begins no restore on trial that would fill the disk of PostgreSQL', async () => {
    const { status, says } = run('backup.sh', undefined, { LEFT: '4882' });
    expect(status).toBe(1);
    expect(says).toContain('There is no room for the restore on trial');
    expect(await commands()).not.toMatch(/createdb|dump\.sql/);
    expect(await backups()).toEqual([]);
  });

  it.each([
    ['is full', 'openssl', 'head -c 1000 >"${@: -1}"; echo "error writing output file" >&2; exit 1'],
    ['takes nothing to the end', 'sync', 'echo "No space left on device" >&2; exit 1'],
  ])('leaves no half file and keeps the older ones where the target %s', async (_, name, text) => {
    await program(name, `#!/usr/bin/env bash\n${text}\n`);
    const { status, says } = run('backup.sh');
    expect(status).toBe(1);
    expect(says).toContain('cannot be written to backups, see above. There is no new backup.');
    expect(await readdir(join(folder, 'backups'))).toEqual([OLDER]);
  });

  it('reads back what it has written', async () => {
    await program(
      'sync',
      `#!/usr/bin/env bash\nprintf '%064d' 0 | dd of="$1" bs=1 seek=200000 conv=notrunc 2>/dev/null\n`,
    );
    const { status, says } = run('backup.sh');
    expect(status).toBe(1);
    expect(says).toContain('is not what was written');
    expect(await readdir(join(folder, 'backups'))).toEqual([OLDER]);
  });

  it('takes away what a run left that was killed', async () => {
    await mkdir(join(folder, 'volume/backup'));
    await writeFile(join(folder, 'backups/fanloom-20261102T020000Z.partial'), 'half');
    await backUp();
    expect((await commands()).split('\n')[0]).toContain('dropdb --username postgres --if-exists --force fanloom_trial');
    expect(await backups()).toHaveLength(1);
  });

  it('makes one backup at a time', () => {
    const { status, stderr } = spawnSync('flock', [join(folder, 'backup.sh'), join(folder, 'backup.sh')], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` },
    });
    expect([status, stderr]).toEqual([1, 'backup.sh: Another one is being made. There is no new backup.\n']);
  });

  it('a restore that cannot be done changes nothing and stops nothing', async () => {
    const file = await backUp();
    const refused = async (words: string, env: Record<string, string>) => {
      await rm(join(folder, 'commands'));
      const { status, says } = run('restore.sh', file, env);
      expect([status, says]).toEqual([1, expect.stringContaining(words)]);
      const all = await commands();
      expect(all, words).not.toMatch(/compose stop|rename to|drop database/);
      expect(all.trim().split('\n').slice(-2), words).toEqual([
        expect.stringContaining('dropdb --username postgres --if-exists --force fanloom_restored'),
        expect.stringContaining('rm -rf /var/lib/postgresql/data/restore'),
      ]);
      expect(await readdir(join(folder, 'volume')), words).toEqual([]);
    };
    await refused('There is no room for the backup', { LEFT: '200' });
    await refused('There is no room for a second database', { LEFT: '4882' });
    await refused('It cannot be restored, see above', { BROKEN: 'yes' });
    await truncate(join(folder, file), 150_000);
    await refused('cannot be decrypted', {});
  });

  it('a restore says what is missing, not that it is damaged', () => {
    expect(run('restore.sh', 'backups/none.backup').says).toContain('backups/none.backup is not there');
  });
});
