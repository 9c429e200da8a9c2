import type { System } from '../system.ts'

/** A picture of the size that the ping AI takes (256 to 1,024 px); anyone may name another. */
const TEST_IMAGE = 'https://upload.wikimedia.org/wikipedia/commons/4/47/PNG_transparency_demonstration_1.png'

/** What is filled in for OSAIS; the addresses are its pages' own (docs/systems/osais.md). */
export const osaisFields = {
  settings: [
    { name: 'baseUrl', kind: 'url', required: true, default: 'https://opensourceais.com/' },
    { name: 'maxRetries', kind: 'integer', required: false, default: 3 },
    { name: 'domain', kind: 'text', required: false },
    { name: 'uriNotify', kind: 'text', required: false },
    { name: 'uriUpload', kind: 'text', required: false },
    { name: 'testImageUrl', kind: 'url', required: false, default: TEST_IMAGE },
    { name: 'allowHttp', kind: 'flag', required: false, default: false },
  ],
  endpoints: [
    { name: 'login', default: '/api/v1/public/client/login', required: true, own: true },
    { name: 'client', default: '/api/v1/private/client', required: true },
    { name: 'notify', default: '/api/v1/private/client/notify', required: true },
    { name: 'ping', default: '/api/v1/private/client/ai/ping', required: true },
    { name: 'request', default: '/api/v1/private/client/request/{uid}', required: true, placeholder: 'uid' },
  ],
  secrets: [
    { name: 'clientToken', required: true },
    { name: 'clientSecret', required: true },
  ],
} as const satisfies Pick<System, 'settings' | 'endpoints' | 'secrets'>
