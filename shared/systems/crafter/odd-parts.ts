/** What of a record may be of another kind than the server's own pages make it. */
export const ODD_PARTS = ['application', 'master', 'expiresOn', 'tenantPermissions'] as const
export type OddPart = (typeof ODD_PARTS)[number]
