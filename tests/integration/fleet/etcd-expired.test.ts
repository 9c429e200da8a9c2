/** Certificates that have come to their end, and an etcd whose members differ: it is said which it is, and all goes on after. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import { etcdStore } from '../../../electron/adapters/node/etcd/etcd-store.ts'
import { gatewayExchange } from '../../../electron/adapters/node/etcd/exchange.ts'
import { nodeCertificates } from '../../../electron/adapters/node/http/client-certificate.ts'
import { trustFor } from '../../../electron/adapters/node/http/trusted-roots.ts'
import { clientFrom } from '../../../electron/core/connections/network-calls.ts'
import { Secret } from '../../../shared/secret.ts'
import { ETCD_IS_HERE, realEtcd } from '../../kit/real-servers/etcd.ts'

const OVER = -1

describe.runIf(ETCD_IS_HERE)('over a real etcd with --client-cert-auth', () => {
  const etcd = realEtcd({ certificates: true })

  /** A line of its own: one that is kept goes on, whatever has ended meanwhile. */
  function client(days?: number, pem = etcd.authority.pem) {
    const own = clientFrom({ form: 'pem', ...etcd.authority.issue('/O=Site', [], days) }, nodeCertificates)
    const user = { name: etcd.user.name, password: new Secret(etcd.user.password) }
    const trust = () => trustFor({ authorities: { pem, names: [], endsAt: 0 }, client: own })
    const store = etcdStore({ endpoints: etcd.endpoints, user, trust, ownUntil: own?.endsAt }, nodeClock)
    onTestFinished(() => store.close())
    return store
  }

  /** It reads them anew for each line. */
  function showAtServer(days?: number): void {
    const { certificate, key } = etcd.authority.issue('etcd', ['127.0.0.1', 'localhost'], days)
    writeFileSync(join(etcd.folder, 'server.pem'), certificate)
    writeFileSync(join(etcd.folder, 'server.key'), key)
  }

  /** Of the first member, which etcdctl cannot raise. */
  async function alarm(action: 'ACTIVATE' | 'DEACTIVATE'): Promise<void> {
    const { certificate: cert, key } = etcd.authority.issue('/O=Site')
    const exchange = gatewayExchange(nodeClock, () => createSecureContext({ ca: etcd.authority.pem, cert, key }))
    onTestFinished(() => exchange.close())
    const [endpoint = ''] = etcd.endpoints
    const asked = (path: string, body: unknown, headers = {}) =>
      exchange.post({ endpoint, path, body, headers }, 20_000)
    const { text } = await asked('/v3/auth/authenticate', etcd.root)
    const Authorization: string = JSON.parse(text).token
    const raised = await asked('/v3/maintenance/alarm', { action, memberID: '1', alarm: 'CORRUPT' }, { Authorization })
    expect(raised.status).toBe(200)
  }

  const refused = (why: string) => ({ fault: { code: 'store_refused', params: { why } } })

  test('that of the workstation', async () => {
    await expect(client(OVER).read('a')).rejects.toMatchObject(refused('certificate_over'))
    await expect(client(OVER).write([{ key: 'a', readAt: null, value: '1' }])).rejects.toMatchObject(
      refused('certificate_over'),
    )
    expect(await client().read('a')).toBeNull()
  })

  test('that of the member, while one is served over a line that is kept and another begins; then another is there', async () => {
    const kept = client()
    expect(await kept.read('a')).toBeNull()
    showAtServer(OVER)
    const later = client()
    try {
      expect(await kept.read('a')).toBeNull()
      await expect(later.read('a')).rejects.toMatchObject(refused('store_certificate_over'))
    } finally {
      showAtServer()
    }
    expect(await later.read('a')).toBeNull()
  })

  test('members that differ: the alarm is said, and taken back all goes on', async () => {
    const store = client()
    expect(await store.write([{ key: 'c', readAt: null, value: '1' }])).toBe('written')
    await alarm('ACTIVATE')
    await expect(store.write([{ key: 'd', readAt: null, value: '1' }])).rejects.toMatchObject(refused('corrupt'))
    await alarm('DEACTIVATE')
    expect(await store.write([{ key: 'd', readAt: null, value: '1' }])).toBe('written')
  })
})
