/** How many entries the journal may keep. */
export const JOURNAL_ENTRIES = { least: 100, most: 100_000 } as const
