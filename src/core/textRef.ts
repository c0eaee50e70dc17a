/** A text kept once by its content, beside the events. */
export interface TextRef {
  /** Hex, over the bytes of the file it is kept in: UTF-8, or UTF-16 with its mark. */
  readonly sha256: string;
  /** UTF-16 units of the whole text. */
  readonly chars: number;
}

/** The fields of events that can be long. */
export type TextField =
  | 'text'
  | 'thoughts'
  | 'expression'
  | 'output'
  | 'code'
  | 'prompt'
  | 'response'
  | 'sent'
  | 'question';
