import type { Message } from '../../src/core/model.ts';
import type { ReplyModel, RunModel } from '../../src/trajectory/model.ts';
import { requestOf, type SentRequest } from '../../src/trajectory/sent.ts';
import { make, setText } from '../dom.ts';
import { formatChars } from '../format.ts';
import { strings } from '../strings.ts';
import type { Texts } from '../text/texts.ts';
import { makeTextBlock } from './textBlock.ts';

/** The messages that a reply came on: what was new in full, what had been sent before folded. */
export function makeSentMessages(texts: Texts, run: RunModel, reply: ReplyModel): HTMLElement {
  const list = make('div', 'sent-messages', {}, make('p', 'note', {}, strings.loading));
  requestOf(reply, run, (text) => texts.whole(text)).then(
    (request) => {
      if (request === null) list.replaceChildren(make('p', 'note', {}, strings.notSaidWhatWasSent));
      else list.replaceChildren(...describe(texts, request, reply.usage.inputTokens));
    },
    (error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      const note = make('p', 'note problem');
      setText(note, strings.textFailed(why));
      list.replaceChildren(note);
    },
  );
  return list;
}

function describe(
  texts: Texts,
  { messages, resent }: SentRequest,
  inputTokens: number,
): HTMLElement[] {
  const chars = messages.reduce((sum, { content }) => sum + content.length, 0);
  const perChar = chars === 0 ? 0 : inputTokens / chars;
  const show = (message: Message): HTMLElement => makeMessage(texts, message, perChar);
  const fresh = messages.slice(resent).map(show);
  if (resent === 0) return fresh;
  const summary = make('summary', 'caption', {}, strings.sentBefore(resent));
  const before = make('details', '', {}, summary);
  before.addEventListener('toggle', () => {
    if (before.childElementCount === 1) before.append(...messages.slice(0, resent).map(show));
  });
  return [before, ...fresh];
}

function makeMessage(texts: Texts, { role, content }: Message, perChar: number): HTMLElement {
  const name = strings.roles[role];
  const size = ` · ${formatChars(content.length)}${strings.aboutTokens(content.length * perChar)}`;
  const heading = make('p', 'caption', {}, make('b', '', {}, name), size);
  return make(
    'div',
    'labelled',
    {},
    heading,
    makeTextBlock(texts, { text: content, ref: null }, name),
  );
}
