import { app, dialog } from 'electron'
import { FaultError, faultOf } from '../../shared/fault.ts'
import { desktopTextsFor } from '../../shared/text/desktop-texts.ts'
import { textsFor } from '../../shared/text/language.ts'
import { faultMessage } from '../../shared/text/sentence.ts'
import { HIDDEN } from '../adapters/node/processes/hidden-start.ts'

/**
 * A desktop that cannot begin says why and ends. One that was started hidden says it to whoever started it: a dialog
 * would hold up a command that waits for its keeper. Of a bug, the stack frames go to standard error as well, without
 * its words, which may hold an address or a secret.
 */
export function tellStartFailure(thrown: unknown): void {
  for (const frame of framesOf(thrown)) process.stderr.write(`${frame}\n`)
  const { say, next } = faultMessage(textsFor(app.getLocale()), faultOf(thrown))
  const title = desktopTextsFor(app.getLocale()).notStarted
  if (process.argv.includes(HIDDEN)) process.stderr.write(`everbearer: ${title}. ${say} ${next}\n`)
  else dialog.showErrorBox(title, `${say}\n\n${next}`)
  app.exit(1)
}

function framesOf(thrown: unknown): readonly string[] {
  if (!(thrown instanceof Error) || thrown instanceof FaultError) return []
  return (thrown.stack ?? '').split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
}
