import { Button } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { crafter } from '../../shared/systems/crafter/crafter.ts'
import { addressOf } from '../routes/route.ts'
import { Card } from '../shell/card.tsx'
import { usePage } from '../state/page-context.ts'

/** On a connection's page: whether its token may manage the others, and the way there. */
export function AccessTokensCard({ view: { name, system, learned } }: { view: ConnectionView }) {
  const { accessTokens: words } = usePage().words
  if (system !== crafter.id) return null
  const { master } = learned
  const say = master === 'yes' ? words.cardMaster : master === 'no' ? words.cardNoMaster : words.cardUnknown
  return (
    <Card title={words.cardTitle}>
      <p>{say}</p>
      {master === 'yes' ? (
        <Button
          mt="sm"
          component="a"
          variant="default"
          href={addressOf({ screen: 'access-tokens', name })}
          leftSection={<IconKey size={16} aria-hidden="true" />}
        >
          {words.manage}
        </Button>
      ) : null}
    </Card>
  )
}
