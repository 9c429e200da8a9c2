import type { Output } from '../../../shared/api/contract/contract.ts'
import { originsIn } from '../../../shared/connections/binding.ts'
import { FaultError, faultOf } from '../../../shared/fault.ts'
import { faultSentence, filled } from '../../../shared/text/sentence.ts'
import { saveDraft, tellSaved } from '../connections/saving.ts'
import type { OpenBridge } from '../context.ts'
import { testText } from '../tokens/test-text.ts'
import { askYesNo, printWrapped } from './answers.ts'
import { type EntryDialog, judgeEntry, tellMistake } from './entry.ts'

/** The last questions: test it? save it? A no, like Ctrl-C, changes nothing. */
export async function confirmAndSave(dialog: EntryDialog, bridge: OpenBridge, json: boolean): Promise<void> {
  const { context, present, entry } = dialog
  const { words } = context.texts
  for (const mistake of judgeEntry(dialog).mistakes) tellMistake(dialog, mistake)
  const passed = (await askYesNo(context, words.askTest, true)) ? await testDraft(dialog, bridge) : true
  if (!(await askYesNo(context, passed ? words.askSave : words.askSaveAnyway, passed)))
    return printWrapped(context, words.askNothingSaved, '')
  if (present === null) {
    const saved = await saveDraft(context, entry, null, () => bridge.call('connections.add', { entry }))
    return tellSaved(context, saved, json, words.added, words.addedNext)
  }
  const saved = await saveEdit(dialog, bridge)
  if (saved === null) return printWrapped(context, words.askNothingSaved, '')
  tellSaved(context, saved, json, words.saved)
}

/** Uses up no token (docs/decisions.md 11). A fault is printed and counts as failed; the questions go on. */
async function testDraft({ context, present, entry }: EntryDialog, bridge: OpenBridge): Promise<boolean> {
  const { terminal, texts } = context
  try {
    const result = await bridge.call('connections.testDraft', {
      entry,
      ...(present === null ? {} : { name: present.name }),
    })
    terminal.err(testText(texts, result))
    if (result.fault !== null)
      printWrapped(context, `✗ ${faultSentence(texts, result.fault, { name: present?.name ?? '' })}`)
    return result.fault === null && result.reached !== 'no' && result.tokenAccepted !== 'no'
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown
    printWrapped(context, `✗ ${faultSentence(texts, thrown.fault, { name: present?.name ?? '' })}`)
    return false
  }
}

/** Stored secrets go to another server only after a yes for that very server; null for a no. */
async function saveEdit(
  dialog: EntryDialog,
  bridge: OpenBridge,
  allowedOrigins: readonly string[] = [],
): Promise<Output<'connections.edit'> | null> {
  const { context, present, entry } = dialog
  const editionField = present === null || present.edition === '' ? {} : { edition: present.edition }
  const input = {
    name: present?.name ?? '',
    entry,
    ...editionField,
    ...(allowedOrigins.length === 0 ? {} : { allowOrigins: [...allowedOrigins] }),
  }
  try {
    return await saveDraft(context, entry, present, () => bridge.call('connections.edit', input))
  } catch (thrown) {
    const { code, params } = faultOf(thrown)
    if (code !== 'origin_changed' || allowedOrigins.length > 0) throw thrown
    const wanted = String(params['wanted'] ?? '')
    const question = filled(context.texts.words.askAllow, { bound: params['bound'], wanted })
    return (await askYesNo(context, question, false)) ? await saveEdit(dialog, bridge, originsIn(wanted)) : null
  }
}
