import type { Command } from './command.js';

/** `fanloom lsp`: the SOP language for editors, in the Language Server Protocol over stdin and stdout. */
export const lspCommand: Command = {
  name: 'lsp',
  summary: {
    zh: '给 VS Code 等编辑器用的语言服务（LSP）',
    en: 'The SOP language for VS Code and other editors (LSP)',
  },
  usage: {
    zh: `fanloom lsp [--stdio]

由编辑器启动，经标准输入输出通话。同一个文件夹里的 .sop 文件一起检查。
店里才有的名字（优惠券、分群）在这里不检查；上线时会再查一遍。`,
    en: `fanloom lsp [--stdio]

Editors start it and speak with it over stdin and stdout. The .sop files of a folder are checked together.
Names that only the shop knows (coupons, segments) are not checked here; publishing looks again.`,
  },
  async run(_, { language }) {
    // Loaded only here: the other commands start without it.
    const { serveOverStdio } = await import('./lsp-stdio.js');
    await serveOverStdio(language);
    return 0;
  },
};
