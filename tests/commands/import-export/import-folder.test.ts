/** Which bundles of a site's folder are taken, one signer after another. */
import { expect, test } from 'vitest'
import { bundlesIn, importNewest } from '../../../electron/commands/import-export/import-folder.ts'
import { type Fault, FaultError, fault } from '../../../shared/fault.ts'
import type { ImportPlan } from '../../../shared/import-export/planned-import.ts'
import { memoryTerminal } from '../memory-terminal.ts'

const signerOf = (letter: string) => `evb-signer-${letter.repeat(43)}`

const bundle = (letter: string, signedAt: number, sealed = 'sealed') =>
  JSON.stringify({ everbearerBundle: 1, signer: signerOf(letter), signedAt, signature: 's', sealed })

/** What is taken, in turn, where the keeper answers each by its sealed text. */
async function taken(files: Record<string, string>, answers: Record<string, Fault> = {}) {
  const terminal = memoryTerminal({ files })
  const asked: string[] = []
  const bundles = await bundlesIn(terminal, 'share')
  if (bundles === null) throw new Error('no folder')
  const run = importNewest(terminal, bundles, async (text) => {
    const { sealed } = JSON.parse(text) as { sealed: string }
    asked.push(sealed)
    const refused = answers[sealed]
    if (refused !== undefined) throw new FaultError(refused)
    const plan: ImportPlan = { source: 'everbearer', entries: [], leftOut: [] }
    return plan
  })
  const outcome = await run.catch((thrown: unknown) => {
    if (thrown instanceof FaultError) return { plan: null, failed: thrown.fault }
    throw thrown
  })
  return { asked, passedOver: bundles.passedOver, ...outcome }
}

test('what is sealed for other workstations is passed over without a word, and the next one of that signer counts', async () => {
  const files = {
    'share/a': bundle('a', 3, 'for another'),
    'share/b': bundle('a', 2, 'for us'),
    'share/c': bundle('a', 1),
  }
  const { asked, plan, failed } = await taken(files, { 'for another': fault('sealed_wrong_key') })
  expect({ asked, leftOut: plan?.leftOut, failed }).toEqual({
    asked: ['for another', 'for us'],
    leftOut: [],
    failed: null,
  })
})

test('what is wrong with the bundle of one signer keeps out none of another, and is the end all the same', async () => {
  const files = { 'share/a': bundle('a', 9, 'moved'), 'share/b': bundle('a', 8), 'share/c': bundle('b', 1, 'good') }
  const moved = fault('origin_changed', { name: 'gpu' })
  const { asked, plan, failed } = await taken(files, { moved })
  expect({ asked, failed }).toEqual({
    asked: ['moved', 'good'],
    failed: fault('origin_changed', { name: 'gpu', path: 'share/a' }),
  })
  expect(plan?.leftOut).toEqual([fault('origin_changed', { name: 'gpu', path: 'share/a' })])
})

test('a stranger among them is a remark, and all of them being strangers is the end', async () => {
  const stranger = fault('bundle_stranger')
  const files = { 'share/a': bundle('a', 9, 'stranger'), 'share/b': bundle('b', 1, 'good') }
  expect(await taken(files, { stranger })).toMatchObject({
    plan: { leftOut: [fault('bundle_stranger', { path: 'share/a' })] },
    failed: null,
  })
  expect(await taken({ 'share/a': bundle('a', 9, 'stranger') }, { stranger })).toMatchObject({
    plan: null,
    failed: fault('bundle_stranger', { path: 'share/a' }),
  })
})

test('a keeper that does not answer is asked once', async () => {
  const files = { 'share/a': bundle('a', 9, 'one'), 'share/b': bundle('b', 1, 'two') }
  const hung = fault('keeper_unresponsive')
  expect(await taken(files, { one: hung, two: hung })).toEqual({
    asked: ['one'],
    passedOver: [],
    plan: null,
    failed: hung,
  })
})

test('a bundle that cannot be read is told, whatever is none is not, and with none left that is said', async () => {
  const whole = bundle('a', 1)
  const files = {
    'share/cut': whole.slice(0, -20),
    'share/later': whole.replace('"everbearerBundle":1', '"everbearerBundle":2'),
    'share/notes': 'nothing to see',
  }
  const { passedOver, failed } = await taken(files)
  expect(passedOver).toEqual([
    fault('bundle_passed_over', { path: 'share/cut', why: 'damaged' }),
    fault('bundle_passed_over', { path: 'share/later', why: 'newer' }),
  ])
  expect(failed).toEqual(fault('no_bundle_here', { folder: 'share' }))
})
