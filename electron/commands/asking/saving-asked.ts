import type { Output } from '../../../shared/api/contract/contract.ts'
import { originsIn } from '../../../shared/connections/binding.ts'
import { FaultError, faultOf } from '../../../shared/fault.ts'
import { faultSentence, filled } from '../../../shared/text/sentence.ts'
import { saveDraft, tellSaved } from '../connections/saving.ts'
import type { OpenBridge } from '../context.ts'
import { testText } from '../tokens/test-text.ts'
import { askYes, tell } from './answers.ts'
import { type Asking, judged, tellMistake } from './entry.ts'

/** The last questions: whether to try it, and whether to keep it. A no, like Ctrl-C, leaves everything as it was. */
export async function saveAsked(asking: Asking, bridge: OpenBridge, json: boolean): Promise<void> {
  const { context, present, entry } = asking
  const { words } = context.texts
  for (const mistake of judged(asking).mistakes) tellMistake(asking, mistake)
  const good = (await askYes(context, words.askTest, true)) ? await tested(asking, bridge) : true
  if (!(await askYes(context, good ? words.askSave : words.askSaveAnyway, good)))
    return tell(context, words.askNothingSaved, '')
  if (present === null) {
    const saved = await saveDraft(context, entry, null, () => bridge.call('connections.add', { entry }))
    return tellSaved(context, saved, json, words.added, words.addedNext)
  }
  const saved = await edited(asking, bridge)
  if (saved === null) return tell(context, words.askNothingSaved, '')
  tellSaved(context, saved, json, words.saved)
}

/** Spends nothing (docs/decisions.md 11). A fault, such as of secrets that were entered for another server, is no end. */
async function tested({ context, present, entry }: Asking, bridge: OpenBridge): Promise<boolean> {
  const { terminal, texts } = context
  try {
    const result = await bridge.call('connections.testDraft', {
      entry,
      ...(present === null ? {} : { name: present.name }),
    })
    terminal.err(testText(texts, result))
    if (result.fault !== null) tell(context, `✗ ${faultSentence(texts, result.fault, { name: present?.name ?? '' })}`)
    return result.fault === null && result.reached !== 'no' && result.tokenAccepted !== 'no'
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown
    tell(context, `✗ ${faultSentence(texts, thrown.fault, { name: present?.name ?? '' })}`)
    return false
  }
}

/** Stored secrets go to another server only after a yes for that very server; null for a no. */
async function edited(
  asking: Asking,
  bridge: OpenBridge,
  allowed: readonly string[] = [],
): Promise<Output<'connections.edit'> | null> {
  const { context, present, entry } = asking
  const seen = present === null || present.edition === '' ? {} : { edition: present.edition }
  const input = {
    name: present?.name ?? '',
    entry,
    ...seen,
    ...(allowed.length === 0 ? {} : { allowOrigins: [...allowed] }),
  }
  try {
    return await saveDraft(context, entry, present, () => bridge.call('connections.edit', input))
  } catch (thrown) {
    const { code, params } = faultOf(thrown)
    if (code !== 'origin_changed' || allowed.length > 0) throw thrown
    const wanted = String(params['wanted'] ?? '')
    const question = filled(context.texts.words.askAllow, { bound: params['bound'], wanted })
    return (await askYes(context, question, false)) ? await edited(asking, bridge, originsIn(wanted)) : null
  }
}
