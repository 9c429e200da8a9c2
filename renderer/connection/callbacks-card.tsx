import { Button, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconBroadcast, IconCloudUpload } from '@tabler/icons-react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { systemNamed } from '../../shared/systems/registry.ts'
import { momentOf } from '../../shared/time/instant.ts'
import { Card, Facts } from '../shell/card.tsx'
import { usePage } from '../state/page-context.ts'
import { Moment } from '../time/moment.tsx'
import { CallbacksDialog } from './callbacks-dialog.tsx'
import { PlacesTable } from './facts/places-table.tsx'
import { PingDialog } from './testing/ping-dialog.tsx'

/** Where the server calls back: what is set here, what it has told of itself, and whether it was ever proved. */
export function CallbacksCard({ view }: { view: ConnectionView }) {
  const { callbacks: words } = usePage().words
  const [changing, change] = useDisclosure(false)
  const [pinging, ping] = useDisclosure(false)
  const callbacks = systemNamed(view.system)?.callbacks
  if (callbacks === undefined) return null
  const here = Object.fromEntries(callbacks.fields.map((name) => [name, String(view.own[name] ?? '')]))
  return (
    <Card title={words.title}>
      <Facts rows={[[words.validation, <Validation key="validation" view={view} />]]} />
      <PlacesTable here={here} there={hasTold(view) ? view.learned : null} system={view.system} />
      <Group gap={8} mt={14}>
        <Button variant="default" leftSection={<IconCloudUpload size={16} aria-hidden="true" />} onClick={change.open}>
          {words.change}
        </Button>
        <Button variant="default" leftSection={<IconBroadcast size={16} aria-hidden="true" />} onClick={ping.open}>
          {words.ping}
        </Button>
      </Group>
      {changing ? <CallbacksDialog view={view} close={change.close} /> : null}
      {pinging ? <PingDialog view={view} close={ping.close} /> : null}
    </Card>
  )
}

/** A server that has told of its call-backs would also have told of a validation. */
function hasTold({ learned }: ConnectionView): boolean {
  return learned['domain'] !== undefined || learned['validatedAt'] !== undefined
}

function Validation({ view }: { view: ConnectionView }) {
  const { callbacks: words } = usePage().words
  const { validatedAt } = view.learned
  if (validatedAt === undefined) return hasTold(view) ? words.notValidated : words.validationUnknown
  const at = momentOf(validatedAt)
  return (
    <>
      {words.validated} {at === null ? validatedAt : <Moment at={at} />}
    </>
  )
}
