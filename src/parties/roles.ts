/** What a mandate can allow; a person may hold several. */
export const ROLES = ['reporter', 'duty-officer', 'approver', 'legal', 'administrator', 'reader'] as const;
export type Role = (typeof ROLES)[number];
