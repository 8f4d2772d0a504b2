import { auditCommand } from './audit.js';
import { backupCommand } from './backup.js';
import type { Command } from './command.js';
import { doctorCommand } from './doctor.js';
import { importCommand } from './import.js';
import { keysCommand } from './keys.js';
import { lspCommand } from './lsp.js';
import { migrateCommand } from './migrate.js';
import { privacyCommand } from './privacy.js';
import { retentionCommand } from './retention.js';
import { rollupsCommand } from './rollups.js';
import { setupTokenCommand } from './setup-token.js';
import { sopCommand } from './sop.js';
import { staffCommand } from './staff.js';
import { startCommand } from './start.js';
import { supportCommand } from './support.js';

/** Every command, in the order in which `fanloom --help` lists them. */
export const commands: Command[] = [
  startCommand,
  importCommand,
  sopCommand,
  lspCommand,
  migrateCommand,
  doctorCommand,
  supportCommand,
  setupTokenCommand,
  staffCommand,
  keysCommand,
  backupCommand,
  auditCommand,
  privacyCommand,
  retentionCommand,
  rollupsCommand,
];
