import { type AskedDate, takeDate } from './dates.ts';

export interface TidyQuestion {
  /** Without its date, politeness and "in this file"; each text in quotation marks as QUOTE0 ... */
  readonly text: string;
  readonly quotes: readonly string[];
  readonly date: AskedDate | null;
}

/** Takes out of a question what can stand in any form of it. */
export function tidyQuestion(asked: string): TidyQuestion {
  const quotes: string[] = [];
  const plain = asked
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/"([^"]+)"|`([^`]+)`|(?<![\p{L}\p{N}])'([^']+)'(?![\p{L}\p{N}])/gu, (_, a, b, c) => {
      quotes.push(a ?? b ?? c);
      return `QUOTE${quotes.length - 1}`;
    });
  const dated = takeDate(plain);
  const text = (dated?.rest ?? plain)
    .replace(/\bword QUOTE(\d+)/gi, 'word WORD$1')
    .replace(/[\s?.!]+$/, '')
    .replace(
      /^(?:(?:please|hey|hi|ok|so|now|and|can you|could you|would you|tell me|let me know|i want to know|i'd like to know|do you know)[, ]+)+/i,
      '',
    )
    .replace(
      /,? (?:(?:in|from|of|inside|throughout) (?:the |this |that |my )?(?:whole |entire |given )?(?:file|log|logs|log file|text|document|folder|directory|changelog|code|table|data|context|selection)|in here|in it|in total|altogether|overall|in all|please)\b(?=$|[, ])/gi,
      '',
    )
    .replace(/[\s?.!,]+$/, '')
    .replace(/ {2,}/g, ' ');
  return { text, quotes, date: dated?.date ?? null };
}
