/** What a failure offers to do, by the command that does it: `rlm.setApiKey` and so on. */
export const remedyNames = [
  'connectModel',
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
      return ['setApiKey', 'connectModel'];
    case 'ServerUnreachable':
      return ['testConnection', 'connectModel', 'openSettings'];
    case 'WrongAddress':
      return ['openSettings', 'connectModel', 'testConnection'];
    case 'UnknownModel':
      return ['selectModels', 'openSettings'];
    // Another model may have room, credit or permission where this one has not.
    case 'PaymentNeeded':
    case 'QuotaSpent':
    case 'LanguageModelBlocked':
      return ['selectModels', 'connectModel'];
    case 'PromptTooLong':
      return ['selectModels'];
    case 'NoLanguageModel':
      return ['connectModel', 'openSettings'];
    case 'InvalidOption':
    case 'LanguageUnavailable':
      return ['openSettings'];
    default:
      return [];
  }
}
