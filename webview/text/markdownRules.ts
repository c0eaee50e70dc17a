import type MarkdownIt from 'markdown-it';

/**
 * What models write that Markdown doesn't know: formulas, which become code as they are, and footnotes,
 * whose marks and texts become readable.
 */
export function addRules(markdown: InstanceType<typeof MarkdownIt>): void {
  markdown.block.ruler.before(
    'fence',
    'formula',
    (state, startLine, endLine, silent) => {
      const lineAt = (line: number): string =>
        state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
      const first = lineAt(startLine);
      const opening = /^(?:\$\$|\\\[)/.exec(first)?.[0];
      if (opening === undefined || (state.sCount[startLine] ?? 0) - state.blkIndent >= 4)
        return false;
      const closing = opening === '$$' ? '$$' : '\\]';
      const lines: string[] = [];
      for (let line = startLine; line < endLine; line++) {
        const text = line === startLine ? first.slice(opening.length) : lineAt(line);
        // A blank line ends a formula that nobody has closed: it is none.
        if (line > startLine && text.trim() === '') return false;
        const end = text.trimEnd();
        if (!end.endsWith(closing)) {
          lines.push(text);
          continue;
        }
        if (silent) return true;
        lines.push(end.slice(0, -closing.length));
        const token = state.push('fence', 'code', 0);
        token.info = 'latex';
        token.content = `${lines.join('\n').trim()}\n`;
        token.map = [startLine, line + 1];
        state.line = line + 1;
        return true;
      }
      return false;
    },
    { alt: ['paragraph', 'blockquote', 'list'] },
  );

  markdown.inline.ruler.before('escape', 'formula', (state, silent) => {
    if (!state.src.startsWith('\\(', state.pos)) return false;
    const end = state.src.indexOf('\\)', state.pos + 2);
    if (end < 0 || end >= state.posMax) return false;
    if (!silent) {
      state.push('code_inline', 'code', 0).content = state.src.slice(state.pos + 2, end).trim();
    }
    state.pos = end + 2;
    return true;
  });

  markdown.block.ruler.before(
    'reference',
    'footnote',
    (state, startLine, _endLine, silent) => {
      const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
      const line = state.src.slice(start, state.eMarks[startLine]);
      const [written, mark, text] = /^\[\^([^\]\s]{1,40})\]:[ \t]*(.*)$/.exec(line) ?? [];
      if (written === undefined || mark === undefined || text === undefined) return false;
      if (silent) return true;
      const open = state.push('paragraph_open', 'p', 1);
      open.attrs = [['class', 'footnote']];
      open.map = [startLine, startLine + 1];
      const inline = state.push('inline', '', 0);
      inline.content = `[^${mark}] ${text}`;
      inline.map = [startLine, startLine + 1];
      inline.children = [];
      state.push('paragraph_close', 'p', -1);
      state.line = startLine + 1;
      return true;
    },
    { alt: ['paragraph', 'reference'] },
  );

  markdown.inline.ruler.before('link', 'footnote_mark', (state, silent) => {
    const mark = /^\[\^([^\]\s]{1,40})\]/.exec(state.src.slice(state.pos, state.pos + 43));
    if (mark === null) return false;
    if (!silent) {
      state.push('footnote_mark', 'sup', 0).content = mark[1] ?? '';
    }
    state.pos += mark[0].length;
    return true;
  });
  markdown.renderer.rules.footnote_mark = (tokens, index) =>
    `<sup>${markdown.utils.escapeHtml(tokens[index]?.content ?? '')}</sup>`;
}
