import { Button, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Output } from '../../shared/api/contract/contract.ts'
import { filled } from '../../shared/text/sentence.ts'
import { momentOf } from '../../shared/time/instant.ts'
import { Card } from '../shell/card.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage } from '../state/page-context.ts'
import { sayMoment } from '../time/moments.ts'
import { currentSecond } from '../time/ticker.ts'
import { useLocale } from '../time/use-locale.ts'
import { RevokeDialog } from './revoke-dialog.tsx'
import styles from './settings.module.css'
import { isClosed, useConsumers } from './use-consumers.ts'

type Listed = Output<'consumers.list'>

/** Programs with a key; there is nothing to see where nobody has had one, and no port for them. */
export function ConsumersCard() {
  const { words } = usePage()
  const listed = useConsumers()
  const [leaving, setLeaving] = useState<string | null>(null)
  if (listed === null) return null
  return (
    <Card title={words.consumers.title}>
      <Stack gap={14}>
        <p className="soft">{words.consumers.say}</p>
        <Place listed={listed} />
        {listed.consumers.length === 0 ? null : (
          <ul className={styles.consumers}>
            {listed.consumers.map((each) => (
              <ConsumerRow key={each.name} consumer={each} revoke={() => setLeaving(each.name)} />
            ))}
          </ul>
        )}
      </Stack>
      <RevokeDialog name={leaving} close={() => setLeaving(null)} />
    </Card>
  )
}

function Place({ listed }: { listed: Listed }) {
  const { consumers: words } = usePage().words
  const { port, at, fault, consumers } = listed
  if (fault !== null) return <FaultNote fault={fault} />
  const place = at.length > 0 ? filled(words.at, { at: at.join(', ') }) : filled(words.later, { port })
  return (
    <p>
      {isClosed(listed) ? words.closed : place} {consumers.length === 0 ? words.none : null}
    </p>
  )
}

function ConsumerRow({ consumer, revoke }: { consumer: Listed['consumers'][number]; revoke: () => void }) {
  const { consumers: words } = usePage().words
  const locale = useLocale()
  const { name, connections, lastSeenAt, gatewayOnly } = consumer
  const seen = momentOf(lastSeenAt)
  const when = seen === null ? words.never : filled(words.seen, { at: sayMoment(seen, currentSecond(), locale) })
  return (
    <li>
      <span>
        <b>{name}</b>
        <br />
        {connections.length === 0 ? words.nothing : connections.join(', ')}
        <span className="soft">
          {gatewayOnly === true ? ` · ${words.gatewayOnly}` : null} · {when}
        </span>
      </span>
      <Button variant="default" size="xs" aria-label={filled(words.revokeOf, { name })} onClick={revoke}>
        {words.revoke}
      </Button>
    </li>
  )
}
