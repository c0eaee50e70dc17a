import { worstCase } from './attempts.ts';
import { checkModel } from './callChecks.ts';
import type { CallKind } from './cellEvents.ts';
import { unlessStopped } from './deferred.ts';
import type { KeptReplies } from './memo.ts';
import type { Paid } from './paidCalls.ts';
import { checkLength } from './promptLength.ts';
import { buy, codeReading, mostTokens, type Purchase, type RunScope } from './scope.ts';
import { spokenReply } from './spokenReply.ts';
import { nothingUsed } from './usage.ts';

/** What a chat message adds to the tokens of its text. */
const messageTokens = 16;

/** Asks a model, once. `onSeen` is told where the prompt was read whole. Rejects as `buy` does. */
export async function payCall(
  scope: RunScope,
  { model, prompt }: { readonly model: string; readonly prompt: string },
  own: Pick<Purchase, 'call' | 'signal' | 'onLost'> & { readonly onSeen: () => void },
): Promise<Paid> {
  const [inputTokens, outputTokens] = mostTokensOf(scope, prompt);
  const { onSeen, ...others } = own;
  const bought = await buy(scope, {
    model,
    reasoningEffort: scope.request.options.reasoningEffort.sub,
    messages: [{ role: 'user', content: prompt }],
    inputTokens,
    outputTokens,
    ...others,
    oneOff: true,
  });
  // What was refused, or cut on the way, no model has seen.
  if (bought.cut === null) onSeen();
  // With what attempts that broke off have cost.
  const replyTokens = bought.usage.outputTokens;
  return { ...spokenReply(bought, prompt, codeReading(scope)), ...bought.paid, replyTokens };
}

/** Most tokens of a call's request and of its reply. */
function mostTokensOf(
  { request }: RunScope,
  prompt: string,
): readonly [input: number, output: number] {
  return [mostTokens(prompt) + messageTokens, request.options.maxOutputTokens];
}

/**
 * Looks for a plain call's reply among those of earlier runs, where the request brought them, and pays
 * where there is none. What can be refused is refused before it is recorded, and counts as a call all
 * the same.
 */
export async function findOrPay(
  scope: RunScope,
  replies: KeptReplies | null,
  {
    kind,
    model,
    prompt,
  }: { readonly kind: CallKind; readonly model: string; readonly prompt: string },
  own: {
    readonly signal: AbortSignal;
    /** The name that the code called. */
    readonly name: string;
    /** Told when nothing stands in its way any more. */
    readonly begin: () => void;
    /** Told that a reply which was kept has been shown the prompt. */
    readonly onKept: () => void;
    readonly pay: () => Promise<Paid>;
  },
): Promise<Paid> {
  const { ledger, callCount, counts } = scope;
  const found = kind === 'llm' ? replies?.find(model, prompt) : undefined;
  const text = found && (await unlessStopped(found, own.signal));
  const kept = spokenReply({ text: text ?? '' }, prompt);
  if (kept.text.trim() !== '') {
    own.begin();
    own.onKept();
    return { ...kept, usage: nothingUsed, costUsd: 0, kept: true };
  }
  callCount.add();
  checkModel(scope, own.name, model);
  if (kind === 'llm') {
    await unlessStopped(checkLength(scope, model, prompt), own.signal);
    ledger.refuseHopeless(worstCase(scope, model, ...mostTokensOf(scope, prompt)));
  }
  counts[kind] += 1;
  own.begin();
  const paid = await own.pay();
  const isWhole = paid.finish === 'stop' && !paid.cut && paid.text.trim() !== '';
  if (isWhole) replies?.keep(model, prompt, paid.text);
  return paid;
}
