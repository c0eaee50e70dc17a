import { formatUsdLimit } from '../core/limitUsd.ts';

/** Money that is held for one run until what it has spent is known. */
export interface Hold {
  /** The most that the run may spend, USD. */
  readonly limitUsd: number;
  /** That it is less than was asked for, or than a run usually may spend; null: it isn't. */
  readonly notice: string | null;
  /** Why a run that can't pay its first request with that can't: a sentence. */
  readonly refusal: string;
  /** Puts what was spent in the place of what was held. */
  settle(spentUsd: number): void;
}

/** What the server may spend: on one run, and on all runs of its life. USD throughout. */
export class SessionMoney {
  readonly #maxRunUsd: number;
  readonly #maxSessionUsd: number;
  #spentUsd = 0;
  #heldUsd = 0;

  constructor(maxRunUsd: number, maxSessionUsd: number) {
    this.#maxRunUsd = maxRunUsd;
    this.#maxSessionUsd = maxSessionUsd;
  }

  /** Holds as much as a run may spend: `askedUsd` at most, where a caller asks for less than it could have. */
  hold(askedUsd: number | undefined): Hold {
    const leftUsd = roundUsd(Math.max(0, this.#maxSessionUsd - this.#spentUsd - this.#heldUsd));
    const wantedUsd = Math.min(this.#maxRunUsd, askedUsd ?? this.#maxRunUsd);
    const limitUsd = Math.min(wantedUsd, leftUsd);
    const isShort = leftUsd < wantedUsd;
    const refusal = isShort ? this.#sessionRefusal(leftUsd) : refusalOf(limitUsd, this.#maxRunUsd);
    const whose = isShort ? 'more is not left (--max-session-usd)' : 'the server allows no more';
    const isLess = limitUsd < (askedUsd ?? this.#maxRunUsd);
    const notice = isLess ? `This question may cost ${formatUsdLimit(limitUsd)}: ${whose}.` : null;
    this.#heldUsd += limitUsd;
    let isOpen = true;
    return {
      limitUsd,
      notice,
      refusal,
      settle: (spentUsd) => {
        if (!isOpen) return;
        isOpen = false;
        this.#heldUsd -= limitUsd;
        this.#spentUsd += spentUsd;
      },
    };
  }

  #sessionRefusal(leftUsd: number): string {
    const held = roundUsd(this.#heldUsd);
    const others = held > 0 ? `; runs that go on hold ${formatUsdLimit(held)} of it` : '';
    return `Of the ${formatUsdLimit(this.#maxSessionUsd)} that this server may spend in its life (--max-session-usd), ${formatUsdLimit(leftUsd)} are left${others}: that doesn't pay for a first request.`;
  }
}

function refusalOf(limitUsd: number, maxRunUsd: number): string {
  return limitUsd < maxRunUsd
    ? `max_cost_usd ${formatUsdLimit(limitUsd)} doesn't pay for a first request: allow more, up to ${formatUsdLimit(maxRunUsd)}.`
    : `The ${formatUsdLimit(maxRunUsd)} that this server may spend on a run (--max-cost-usd) don't pay for a first request.`;
}

/** To a millionth of a dollar, which no sum of decimals is by itself. */
function roundUsd(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}
