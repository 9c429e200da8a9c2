import { Button } from '@mantine/core'
import { fault } from '../../shared/fault.ts'
import { filled } from '../../shared/text/sentence.ts'
import { addressOf } from '../routes/route.ts'
import { FaultNote } from '../shell/fault-note.tsx'
import { Screen } from '../shell/screen.tsx'
import { usePage } from '../state/page-context.ts'

/** An address whose connection does not exist. */
export function MissingConnection({ name }: { name: string }) {
  const { connection } = usePage().words
  return (
    <Screen title={filled(connection.missingTitle, { name })}>
      <FaultNote fault={fault('no_such_connection')} name={name} />
    </Screen>
  )
}

/** One that was on this screen a moment ago: nobody made a mistake, so no fault is said. */
export function GoneConnection({ name }: { name: string }) {
  const { connection } = usePage().words
  return (
    <Screen title={name}>
      <p>{connection.gone}</p>
      <div>
        <Button component="a" variant="default" href={addressOf({ screen: 'overview' })}>
          {connection.toOverview}
        </Button>
      </div>
    </Screen>
  )
}
