/**
 * A mark that a chat template makes: round a thought, before a channel, at the end of a turn, at the
 * beginning of another's, round what is said behind a thought.
 */
export interface Mark {
  readonly role: 'opening' | 'closing' | 'channel' | 'nothing' | 'turn' | 'wrap';
  /** Opening and closing marks of one kind belong together; of a channel its name. */
  readonly kind: string;
  readonly text: string;
  readonly index: number;
  /** One past its last character; of a channel's head and a speaker's name too. */
  readonly end: number;
  /** The line on which it stands, from 0, and where that begins. */
  readonly line: number;
  readonly lineStart: number;
  /** Nothing but blanks and other marks stand before it in its line. */
  readonly startsLine: boolean;
  readonly endsLine: boolean;
  /** An answer or a block of code begins right behind it. */
  readonly leads: boolean;
}

const pattern =
  /<(\/?)((?:[a-z][\w.-]{0,30}[:_])?(?:think|thinking|thought|reasoning))>|\[(\/?)(THINK)\]|◁(\/?)(think)▷|<[|｜](\/?)([a-z][a-z▁_]{0,40})[|｜]>|(<\|channel>thought)|(<channel\|>)|<\/?s>|<(?:end_of_turn|eos|bos|turn\|)>|\[gMASK\](?:<sop>)?|<start_of_turn>(?:model|user)|<\/?answer>/gi;

/** Words that people ask for too: a mark of them is text where the prompt holds it. */
const words: ReadonlySet<string> = new Set(['thinking', 'thought', 'reasoning']);

/** Names between `<|` and `|>` that stand for nothing in a reply. */
const control: ReadonlySet<string> = new Set(
  (
    'start end return call message constrain channel turn ' +
    'im_start im_end eot_id eom_id start_header_id end_header_id assistant assistant_start ' +
    'begin_of_text end_of_text endoftext eot eos begin_of_sentence end_of_sentence ' +
    'start_of_turn end_of_turn start_of_turn_token end_of_turn_token chatbot_token ' +
    'start_response end_response start_text end_text begin_of_solution end_of_solution ' +
    'begin_of_box end_of_box'
  ).split(' '),
);
/** Of those, the ones that name the speaker behind them. */
const speakers: ReadonlySet<string> = new Set(['start', 'im_start', 'start_header_id']);
const speaker = /assistant\b/y;
const otherSpeaker = /(?:user|system|tool|developer|observation)\b/y;
/** Names between `<|` and `|>` that begin the turn of somebody else. */
const others: ReadonlySet<string> = new Set(['user', 'observation', 'system', 'tool']);
/** Marks that stand for nothing at the very start of a reply, and are text elsewhere. */
const beginnings: ReadonlySet<string> = new Set(['<s>', '<bos>', '[gmask]', '[gmask]<sop>']);
const channelHead =
  /[ \t]{0,3}(analysis|commentary|final)\b(?:[^<\n]{0,200}(?:<\|constrain\|>[^<\n]{0,50})?<\|message\|>)?/iy;
const lead = /[ \t]{0,8}(?:\*{0,3}FINAL(?:_VAR)?[ \t]*\(|`{3}|~{3})/y;

export function isBeginning(mark: Mark): boolean {
  return beginnings.has(mark.kind);
}

/** GLM's, round the answer proper. */
export function isBox(mark: Mark): boolean {
  return mark.kind.endsWith('_of_box');
}

export function isClear(mark: Mark): boolean {
  return mark.startsLine || mark.endsLine || mark.leads;
}

export function isWord(mark: Mark): boolean {
  return words.has(mark.kind);
}

/** Ends a message of harmony, the format of gpt-oss. */
export function endsMessage(mark: Mark): boolean {
  return mark.role === 'channel' || ['start', 'end', 'return', 'call'].includes(mark.kind);
}

/** All marks of a text, in order. */
export function findMarks(text: string): Mark[] {
  // Nearly every reply holds none.
  if (!/think|thought|reason|[|｜]>|<\/?s>|_of_turn>|<[be]os>|\[gMASK|answer>/i.test(text))
    return [];
  const found: Mark[] = [];
  let line = 0;
  let lineStart = 0;
  let lineEnd = endOfLine(text, 0);
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const named = nameOf(match);
    if (named === null) continue;
    const { index } = match;
    let end = index + match[0].length;
    let { role, kind } = named;
    const head = kind === 'channel' ? at(channelHead, text, end) : null;
    if (head !== null) {
      role = 'channel';
      kind = (head[1] ?? '').toLowerCase();
      end += head[0].length;
    } else if (speakers.has(kind)) {
      const other = at(otherSpeaker, text, end);
      if (other !== null) role = 'turn';
      end += (other ?? at(speaker, text, end))?.[0].length ?? 0;
    }
    pattern.lastIndex = end;
    for (; lineEnd < index; lineEnd = endOfLine(text, lineStart)) {
      line += 1;
      lineStart = lineEnd + 1;
    }
    const leads = at(lead, text, end) !== null;
    const startsLine = startsLineAt(text, index, found.at(-1));
    found.push({
      role,
      kind,
      text: match[0],
      index,
      end,
      line,
      lineStart,
      startsLine,
      endsLine: false,
      leads,
    });
  }
  return withEnds(text, found);
}

function nameOf(match: RegExpExecArray): Pick<Mark, 'role' | 'kind'> | null {
  const [whole, tagEnd, tag, bracketEnd, bracket, kimiEnd, kimi, barEnd, bar, gemma, gemmaEnd] =
    match;
  const role = (slash: string | undefined) => (slash === '/' ? 'closing' : 'opening');
  if (tag !== undefined) return { role: role(tagEnd), kind: tag.toLowerCase() };
  if (bracket !== undefined)
    return bracket === 'THINK' ? { role: role(bracketEnd), kind: '[]' } : null;
  if (kimi !== undefined) return { role: role(kimiEnd), kind: '◁▷' };
  if (gemma !== undefined) return { role: 'opening', kind: '<channel' };
  if (gemmaEnd !== undefined) return { role: 'closing', kind: '<channel' };
  if (bar === undefined) {
    const kind = whole.toLowerCase();
    if (kind.endsWith('answer>')) return { role: 'wrap', kind };
    return { role: kind.endsWith('user') ? 'turn' : 'nothing', kind };
  }
  const name = bar.toLowerCase().replaceAll('▁', '_');
  if (control.has(name)) return { role: 'nothing', kind: name };
  if (others.has(name)) return { role: 'turn', kind: name };
  if (!/think|thought|reason|^inner_/.test(name)) return null;
  const isEnd = barEnd === '/' || /(?:^|_)(?:end|suffix)(?:_|$)/.test(name);
  return { role: isEnd ? 'closing' : 'opening', kind: '||' };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function at(sticky: RegExp, text: string, index: number): RegExpExecArray | null {
  sticky.lastIndex = index;
  return sticky.exec(text);
}

function startsLineAt(text: string, index: number, before: Mark | undefined): boolean {
  let start = index;
  const least = before?.end ?? 0;
  while (start > least && ' \t'.includes(text[start - 1] ?? '')) start -= 1;
  if (start === 0 || text[start - 1] === '\n') return true;
  return before !== undefined && start === before.end && before.startsLine;
}

function withEnds(text: string, marks: readonly Mark[]): Mark[] {
  const found: Mark[] = [];
  let after: Mark | undefined;
  for (const mark of marks.toReversed()) {
    let { end } = mark;
    const most = after?.index ?? text.length;
    while (end < most && ' \t\r'.includes(text[end] ?? '')) end += 1;
    const isChained = after !== undefined && end === after.index && after.endsLine;
    after = { ...mark, endsLine: end === text.length || text[end] === '\n' || isChained };
    found.push(after);
  }
  return found.reverse();
}
