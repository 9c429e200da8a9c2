import type { Command } from 'commander'
import { raise } from '../../../shared/fault.ts'
import { SYSTEMS, systemNamed } from '../../../shared/systems/registry.ts'
import type { System } from '../../../shared/systems/system.ts'
import { fieldText } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { type JsonOption, newCommand } from '../command.ts'
import type { CommandContext } from '../context.ts'
import { aligned } from '../output/columns.ts'
import { printJson } from '../output/json-output.ts'
import { systemExample } from './system-example.ts'
import { systemPage } from './system-page.ts'

/** Needs no keeper: what is known about systems is part of the program. */
export function systemsCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'systems')
    .argument('[system]', texts.options.system)
    .option('--json', texts.options.json)
    .action((id: string | undefined, { json = false }: JsonOption) => {
      const systems = id === undefined ? SYSTEMS : [systemNamed(id) ?? raise('unknown_system', { systemIds: known() })]
      if (json) return printJson(context, { systems: systems.map((system) => systemObject(texts, system)) })
      if (id !== undefined) return terminal.out(systems.map((system) => systemPage(texts, system, terminal)).join('\n'))
      terminal.out(overview(texts, systems))
    })
}

function known(): string {
  return SYSTEMS.map(({ id }) => id).join(', ')
}

function overview(texts: Texts, systems: readonly System[]): string {
  const rows = aligned(systems.map(({ id, title }) => [id, title]))
  return `${rows.join('\n')}\n\n${texts.words.systemsMore}\n`
}

function systemObject(texts: Texts, system: System): object {
  const fieldTexts = (field: string) => ({
    label: fieldText(texts, system.id, field)?.label ?? field,
    help: fieldText(texts, system.id, field)?.help ?? '',
  })
  return {
    id: system.id,
    title: system.title,
    about: texts.systems[system.id]?.about ?? '',
    settings: system.settings.map((field) => ({ ...field, ...fieldTexts(field.name) })),
    endpoints: system.endpoints.map((field) => ({ ...field, ...fieldTexts(`endpoints.${field.name}`) })),
    secrets: system.secrets.map((field) => ({ ...field, ...fieldTexts(field.name) })),
    presets: system.presets ?? [],
    example: systemExample(system),
  }
}
