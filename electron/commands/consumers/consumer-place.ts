import type { Output } from '../../../shared/api/contract/contract.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { faultLine } from '../output/fault-line.ts'

/** Where consumers come to now, or why they do not. */
export function placeText(
  texts: Texts,
  {
    port,
    address,
    at,
    fault,
    certificateEndsAt,
  }: Pick<Output<'consumers.list'>, 'port' | 'address' | 'at' | 'fault' | 'certificateEndsAt'>,
): string {
  const { words } = texts
  if (port === 0 && address === '') return words.consumersClosed
  const wanted = [port === 0 ? '' : `127.0.0.1:${port}`, address].filter(Boolean).join(', ')
  const lines = [
    at.length > 0 ? filled(words.consumersAt, { at: at.join(', ') }) : null,
    certificateEndsAt === null ? null : filled(words.consumersUntil, { at: certificateEndsAt }),
    fault === null ? null : faultLine(texts, fault).trimEnd(),
  ].filter((line) => line !== null)
  return lines.length === 0 ? filled(words.consumersLater, { at: wanted }) : lines.join('\n')
}
