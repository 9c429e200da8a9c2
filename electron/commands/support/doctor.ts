import type { Command } from 'commander'
import type { Finding } from '../../../shared/api/contract/contract.ts'
import { EXIT_CODE, exitCodeOf } from '../../../shared/exit-code.ts'
import { fault } from '../../../shared/fault.ts'
import { factText } from '../../../shared/text/finding-facts.ts'
import { faultMessage, filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { visibleLine } from '../../../shared/text/visible-text.ts'
import { proxyMissingIn } from '../../adapters/node/http/proxy-facts.ts'
import type { Terminal } from '../../adapters/node/terminal/terminal.ts'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { type Colour, paintFor } from '../output/colours.ts'
import { wrapped } from '../output/columns.ts'
import { ExitCode } from '../output/exit-code.ts'
import { answer } from '../output/json-output.ts'

/** The exit code is that of the first thing in the way. */
export function doctorCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'doctor')
    .option('--json', texts.options.json)
    .option('--save <file>', texts.options.save)
    .action(async ({ json = false, save }: { json?: boolean; save?: string }) => {
      if (save !== undefined) return await saveSupportFile(context, save)
      const { findings: found } = await withBridge(context, (bridge) => bridge.call('doctor.run', {}))
      const findings = [...found, ...proxyOnlyHere(found, terminal.env)]
      answer(context, json, { findings }, doctorText(texts, findings, terminal))
      const bad = findings.find(({ level }) => level === 'bad')
      if (bad !== undefined) throw new ExitCode(bad.fault === null ? EXIT_CODE.person : exitCodeOf(bad.fault.code))
    })
}

/** A proxy that this shell has and the keeper, started elsewhere, has not. */
function proxyOnlyHere(findings: readonly Finding[], env: Terminal['env']): Finding[] {
  const there = findings.find(({ probe }) => probe === 'proxy')
  const variable = there === undefined ? null : proxyMissingIn(there.facts, env)
  if (variable === null) return []
  const trouble = fault('proxy_only_here', { variable })
  return [{ probe: 'proxy', connection: null, level: 'warning', fault: trouble, facts: {} }]
}

/** Shown before it is saved: whoever sends it on should know what is in it. */
async function saveSupportFile(context: CommandContext, file: string): Promise<void> {
  const { terminal, texts } = context
  const { text } = await withBridge(context, (bridge) => bridge.call('support.file', {}))
  terminal.out(text)
  if (terminal.canAsk && (await terminal.askLine(filled(texts.words.supportAsk, { file }))) === null) return
  await terminal.save(file, text)
  terminal.err(`${filled(texts.words.supportSaved, { file })}\n`)
}

const MARKS = { good: '✓', warning: '!', bad: '✗' } as const
const COLOURS = { good: 'green', warning: 'yellow', bad: 'red' } as const satisfies Record<Finding['level'], Colour>

function doctorText(texts: Texts, findings: readonly Finding[], terminal: Terminal): string {
  const { words } = texts
  const bad = findings.filter(({ level }) => level === 'bad').length
  const warnings = findings.filter(({ level }) => level === 'warning').length
  const last =
    bad + warnings === 0 ? words.doctorAllGood : filled(words.doctorSome, { bad, warnings: warnings || undefined })
  return `${findings.map((finding) => findingText(texts, finding, terminal)).join('\n')}\n\n${last}\n`
}

function findingText(texts: Texts, finding: Finding, terminal: Terminal): string {
  const { level, probe, connection, fault, facts } = finding
  const mark = paintFor(terminal)(MARKS[level], COLOURS[level])
  const what = [texts.probes[probe] ?? probe, ...(connection === null ? [] : [connection])].join(', ')
  const at = (iso: string) => terminal.localTime(Date.parse(iso))
  const detail = Object.entries(facts).map(([name, value]) => factText(texts, name, value, at))
  const head = `${mark} ${visibleLine(`${what}${detail.length === 0 ? '' : `: ${detail.join(', ')}`}`)}`
  if (fault === null) return head
  const { say, next } = faultMessage(texts, fault, connection === null ? {} : { name: connection })
  const width = Math.min(terminal.columns, 100)
  return [head, wrapped(say, width, '    '), wrapped(`${texts.nextStep} ${next}`, width, '    ')].join('\n')
}
