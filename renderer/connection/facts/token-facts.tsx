import { hasNoToken, isEndless } from '../../../shared/connections/states.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { faultMessage, filled } from '../../../shared/text/sentence.ts'
import { sayDuration } from '../../../shared/time/duration.ts'
import { momentOf } from '../../../shared/time/instant.ts'
import { LastRenewal } from '../../life/last-renewal.tsx'
import { isShortLived } from '../../life/life-geometry.ts'
import { Card, Facts } from '../../shell/card.tsx'
import { MoreAbout } from '../../shell/fault-note.tsx'
import { usePage } from '../../state/page-context.ts'
import { Moment } from '../../time/moment.tsx'
import { TokenClaims } from './token-claims.tsx'

/** What is known of the token, without the token. */
export function TokenFacts({ view }: { view: ConnectionView }) {
  const { words, texts } = usePage()
  const { connection } = words
  const { lastRefresh, clockOffset } = view
  const trouble = view.fault ?? lastRefresh?.fault ?? null
  const seconds = isShortLived(view)
  const isBare = hasNoToken(view)
  const none = isBare ? texts.life.noToken : connection.unknown
  const never = view.expiresAt === null && isEndless(view)
  const span = clockOffset === null ? '' : sayDuration(Math.abs(clockOffset))
  return (
    <Card title={connection.token}>
      <Facts
        rows={[
          [connection.issued, <When key="issued" iso={view.issuedAt} none={none} seconds={seconds} />],
          [
            connection.expires,
            <When key="expires" iso={view.expiresAt} none={never ? texts.life.neverEnds : none} seconds={seconds} />,
          ],
          isBare || never ? null : [connection.expirySource, texts.expirySources[view.expirySource]],
          view.scope === undefined ? null : [connection.scope, view.scope.granted.join(' ')],
          view.scope === undefined || view.scope.lost.length === 0
            ? null
            : [connection.scopeLost, view.scope.lost.join(' ')],
          [
            connection.planned,
            <When key="planned" iso={view.refreshAt} none={connection.plannedNone} seconds={seconds} />,
          ],
          [connection.last, <LastRenewal key="last" view={view} />],
          trouble === null
            ? null
            : [
                connection.lastFault,
                <span key="trouble">
                  {faultMessage(texts, trouble, { name: view.name }).say} <MoreAbout fault={trouble} />
                </span>,
              ],
          view.refreshExpiresAt === null
            ? null
            : [connection.refreshEnds, <When key="refresh" iso={view.refreshExpiresAt} none="" />],
          clockOffset === null
            ? null
            : [connection.clock, filled(clockOffset > 0 ? connection.clockAhead : connection.clockBehind, { span })],
          view.endsOlderSince === null
            ? null
            : [
                connection.olderToken,
                <span key="older">
                  {connection.olderTokenEnds} <When iso={view.endsOlderSince} none="" />
                </span>,
              ],
          [connection.generation, view.generation],
        ]}
      />
      <TokenClaims view={view} />
    </Card>
  )
}

function When({ iso, none, seconds = false }: { iso: string | null; none: string; seconds?: boolean }) {
  const at = momentOf(iso)
  return at === null ? none : <Moment at={at} seconds={seconds} />
}
