import { Collapse, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronRight } from '@tabler/icons-react'
import { useId } from 'react'
import { filled } from '../../shared/text/sentence.ts'
import { usePage } from '../state/page-context.ts'
import { isBasic, isBasicEndpoint } from './basics.ts'
import styles from './form.module.css'
import { useForm } from './form-context.ts'
import { EndpointInput } from './inputs/endpoint-input.tsx'
import { SettingInput } from './inputs/setting-input.tsx'

/** What has good defaults, folded away until somebody wants it or something in it is wrong. */
export function MoreSettings() {
  const { form } = usePage().words
  const { system, values, judgement } = useForm()
  const [opened, { toggle }] = useDisclosure(false)
  const id = useId()
  const { draft } = judgement
  const endpoints = system.endpoints.filter((endpoint) => !isBasicEndpoint(endpoint, draft.settings))
  const settings = system.settings.filter((field) => field.kind !== 'moment' && !isBasic(field, draft.settings))
  const changed = endpoints.filter(({ name, default: standard }) => values.endpoints[name] !== standard).length
  const wrong = [
    ...endpoints.map(({ name }) => `settings.endpoints.${name}`),
    ...settings.map(({ name }) => `settings.${name}`),
  ].some((field) => judgement.byField[field]?.some(({ level }) => level === 'error'))
  const open = opened || wrong
  return (
    <section>
      <UnstyledButton className={styles.fold} aria-expanded={open} aria-controls={id} onClick={toggle}>
        <IconChevronRight size={16} className={styles.foldMark} aria-hidden="true" />
        <span>{form.more}</span>
        {changed === 0 ? null : <span className={styles.soft}>{filled(form.moreChanged, { count: changed })}</span>}
      </UnstyledButton>
      <Collapse expanded={open} id={id}>
        <div className={styles.fields}>
          <p className={styles.soft}>{form.moreHelp}</p>
          {endpoints.map((endpoint) => (
            <EndpointInput key={endpoint.name} endpoint={endpoint} />
          ))}
          {settings.map((field) => (
            <SettingInput key={field.name} field={field} />
          ))}
        </div>
      </Collapse>
    </section>
  )
}
