/** What a failure offers to do, by the command that does it: `rlm.setApiKey` and so on. */
export const remedyNames = [
  'setApiKey',
  'selectModels',
  'testConnection',
  'openSettings',
  'showLog',
] as const;
export type RemedyName = (typeof remedyNames)[number];

/** What helps where the error of that name has ended something, the best first; the log always does. */
export function remediesFor(error: string): readonly RemedyName[] {
  return [...waysOut(error), 'showLog'];
}

function waysOut(error: string): readonly RemedyName[] {
  switch (error) {
    case 'KeyMissing':
    case 'KeyRefused':
      return ['setApiKey'];
    case 'ServerUnreachable':
      return ['testConnection', 'openSettings'];
    case 'WrongAddress':
      return ['openSettings', 'testConnection'];
    case 'UnknownModel':
      return ['selectModels', 'openSettings'];
    // Another model may have room, credit or permission where this one has not.
    case 'PromptTooLong':
    case 'PaymentNeeded':
    case 'QuotaSpent':
    case 'LanguageModelBlocked':
      return ['selectModels'];
    case 'InvalidOption':
    case 'LanguageUnavailable':
    case 'NoLanguageModel':
      return ['openSettings'];
    default:
      return [];
  }
}
