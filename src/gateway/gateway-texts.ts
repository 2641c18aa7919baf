/** Words of the gateway that no page holds, in English. */
export const GATEWAY_TEXTS = {
  notTaken: 'The receiver did not take it.',
  stoppedSubject: 'Comity: a webhook was stopped',
  stopped:
    'A webhook of your party was stopped, because its receiver took nothing for a long time. What waits is kept; start it again here:',
} as const;
