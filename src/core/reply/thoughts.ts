/** A reply without what the model thought on the way. */
export interface WithoutThoughts {
  readonly text: string;
  readonly thoughts: string;
}

const thinkingEnd = '</think>';

/** Reasoning that some models put into their text. An opening mark counts at the start of a line. */
export function splitThoughts(
  text: string,
  _sent: string,
  _parses?: (code: string) => boolean,
): WithoutThoughts {
  const closed = dropClosedThinking(text);
  const opening = closed.indexOf('<think>');
  const closing = closed.indexOf(thinkingEnd);
  // Some chat templates swallow the opening mark, and a reply cut while thinking has no closing one.
  if (closing >= 0 && opening < 0 && !closed.slice(0, closing).includes('```'))
    return { text: closed.slice(closing + thinkingEnd.length), thoughts: '' };
  return { text: /^\s*<think>/.test(closed) ? '' : closed, thoughts: '' };
}

function dropClosedThinking(text: string): string {
  let kept = '';
  let from = 0;
  for (const { index } of text.matchAll(/^[ \t]*<think>/gm)) {
    if (index < from) continue;
    const end = text.indexOf(thinkingEnd, index);
    if (end < 0) break;
    kept += text.slice(from, index);
    from = end + thinkingEnd.length;
  }
  return kept + text.slice(from);
}
