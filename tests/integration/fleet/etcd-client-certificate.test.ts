/** Members of etcd that let in only whoever shows a certificate of the site's authority; users and passwords count beside it. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import { etcdStore } from '../../../electron/adapters/node/etcd/etcd-store.ts'
import { nodeCertificates } from '../../../electron/adapters/node/http/client-certificate.ts'
import { trustFor } from '../../../electron/adapters/node/http/trusted-roots.ts'
import { clientFrom } from '../../../electron/core/connections/network-calls.ts'
import { Secret } from '../../../shared/secret.ts'
import { until } from '../../kit/processes/until.ts'
import { ETCD_IS_HERE, realEtcd } from '../../kit/real-servers/etcd.ts'
import { type Issued, ownAuthority } from '../../kit/servers/own-authority.ts'

describe.runIf(ETCD_IS_HERE)('over a real etcd with --client-cert-auth', () => {
  const etcd = realEtcd({ certificates: true })
  const stranger = ownAuthority('Another authority')

  function client(shown: Issued | null, isUser = true) {
    const typed = shown === null ? null : { form: 'pem' as const, ...shown }
    const own = clientFrom(typed, nodeCertificates)
    const authorities = { pem: etcd.authority.pem, names: [], endsAt: 0 }
    const user = isUser ? { name: etcd.user.name, password: new Secret(etcd.user.password) } : null
    const trust = () => trustFor({ authorities, client: own })
    const store = etcdStore({ endpoints: etcd.endpoints, user, trust }, nodeClock)
    onTestFinished(() => store.close())
    return store
  }

  test('with certificate and password everything works: reading, writing, a lease, a watch', async () => {
    const store = client(etcd.authority.issue('/O=Site/OU=ward-2'))
    await store.list('a/')
    const heard: string[] = []
    const stop = store.watch(
      'a/',
      (notices) => void heard.push(...notices.map(({ key }) => key)),
      () => undefined,
    )
    onTestFinished(stop)
    const lease = await store.lease(5_000)
    expect(await store.write([{ key: 'a/b', readAt: null, value: '1', lease: lease.id }])).toBe('written')
    expect(await store.read('a/b')).toMatchObject({ value: '1', lease: lease.id })
    await until('the change is told', () => heard.includes('a/b'))
    await lease.end()
  })

  test('without a certificate, and with one of another authority, nobody is let in', async () => {
    for (const shown of [null, stranger.issue('/O=Site')]) {
      const { fault } = await client(shown)
        .read('a')
        .catch((thrown) => thrown)
      // Its reason may be cut off by the end of the connection (RFC 8446 section 6.2).
      expect(`${fault.code} ${fault.params.detail}`).toMatch(/^store_refused .*ALERT|^store_unreachable ECONNRESET/)
    }
  })

  test('a certificate that names somebody is not taken, and it is said which will be', async () => {
    const named = client(etcd.authority.issue('ward-2'))
    await expect(named.read('a')).rejects.toMatchObject({
      fault: { code: 'store_refused', params: { why: 'certificate_name' } },
    })
  })

  test('the certificate proves nothing of who it is: without user and password nobody reads', async () => {
    const nobody = client(etcd.authority.issue(`/O=${etcd.user.name}`), false)
    await expect(nobody.read('a')).rejects.toMatchObject({ fault: { code: 'store_refused' } })
  })
})
