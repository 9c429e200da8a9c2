/** Of which demo somebody has looked into the journal, for as long as the tab is there. */
const KEPT_AS = 'demo-journal-read'

export function hasReadJournal(id: string): boolean {
  return sessionStorage.getItem(KEPT_AS) === id
}

export function noteJournalRead(id: string): void {
  sessionStorage.setItem(KEPT_AS, id)
}
