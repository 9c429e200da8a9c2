import { originsText } from '../../../shared/connections/binding.ts'
import type { ImportPlan, PlannedImport } from '../../../shared/import-export/planned-import.ts'
import { fieldLabel, filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import type { Terminal } from '../../adapters/node/terminal/terminal.ts'
import { paintFor } from '../output/colours.ts'
import { aligned } from '../output/columns.ts'

/** What importing would do, connection by connection; of a secret only whether it would change. */
export function importPage(texts: Texts, plan: ImportPlan, surface: Pick<Terminal, 'colours'>): string {
  const paint = paintFor(surface)
  return `${plan.entries.map((entry) => entryPart(texts, entry, (text) => paint(text, 'bold'))).join('\n\n')}\n\n`
}

const ACTION_WORDS = {
  add: 'importAdd',
  change: 'importChange',
  same: 'importSame',
  refused: 'importRefused',
} as const satisfies Record<PlannedImport['action'], keyof Texts['words']>

function entryPart(texts: Texts, entry: PlannedImport, bold: (text: string) => string): string {
  const { words } = texts
  const title = texts.systems[entry.system]?.title ?? entry.system
  const head = filled(words[ACTION_WORDS[entry.action]], { name: bold(entry.name), system: title })
  const rows =
    entry.action === 'same'
      ? []
      : [...settingRows(texts, entry), ...secretRows(texts, entry), ...originRows(texts, entry)]
  return [head, ...aligned(rows).map((line) => `  ${line}`)].join('\n')
}

function settingRows(texts: Texts, entry: PlannedImport): [string, string][] {
  const { importFromTo, importNothing } = texts.words
  return entry.changes.map(({ field, from, to }) => {
    const isNew = entry.action === 'add' || (entry.action === 'refused' && from === null)
    const values = { from: from ?? importNothing, to: to ?? importNothing }
    return [fieldLabel(texts, field, entry.system), isNew ? values.to : filled(importFromTo, values)]
  })
}

const SECRET_WORDS = {
  new: 'secretNew',
  replaced: 'secretReplaced',
  same: 'secretSame',
  kept: 'secretKept',
} as const satisfies Record<string, keyof Texts['words']>

/** The origins that get the secrets, changed or not. */
function originRows({ words }: Texts, { origins }: PlannedImport): [string, string][] {
  return origins.length === 0 ? [] : [[words.importOrigins, originsText(origins)]]
}

function secretRows(texts: Texts, { secrets, system }: PlannedImport): [string, string][] {
  return secrets.flatMap(({ name, change }): [string, string][] =>
    change === 'absent' ? [] : [[fieldLabel(texts, `secrets.${name}`, system), texts.words[SECRET_WORDS[change]]]],
  )
}
