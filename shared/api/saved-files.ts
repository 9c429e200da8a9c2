/** What the page has a person save, each by the call that made it; none holds secrets. */
export const SAVED_FILES = {
  support: { call: 'support.file', name: 'everbearer-support.json' },
  settings: { call: 'moving.export', name: 'everbearer-settings.json' },
  journal: { call: 'journal.export', name: 'everbearer-journal.jsonl' },
} as const

export type SavedFile = keyof typeof SAVED_FILES
