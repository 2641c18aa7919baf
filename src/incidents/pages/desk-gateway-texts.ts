/** Links from the desk to what comes from, and goes to, other desks, in English. */
export const DESK_GATEWAY_TEXTS = {
  mail: 'Reports by mail',
  mailHelp: 'to make an alert of, or to discard',
  webhooks: 'Webhooks',
} as const;
