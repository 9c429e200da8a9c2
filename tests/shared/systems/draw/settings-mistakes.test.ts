import { describe, expect, it } from 'vitest'
import { drawEntry, judgedDraw, toldOf } from '../../entry/entries.ts'

type Json = Record<string, unknown>

/**
 * [what a person did, settings, secrets, all that is said]. Every pitfall of docs/systems/draw.md that is about
 * settings is a row.
 */
const DRAW_ROWS: [string, Json, Json, string[]][] = [
  // base URL
  ['no base URL', { baseUrl: '' }, {}, ['error settings.baseUrl required_missing']],
  ['no scheme', { baseUrl: 'draw.example' }, {}, ['error settings.baseUrl address_unreadable']],
  ['one slash only', { baseUrl: 'https:/draw.example' }, {}, ['error settings.baseUrl address_unreadable']],
  [
    'user and password inside',
    { baseUrl: 'https://u:p@draw.example/' },
    {},
    ['error settings.baseUrl address_unreadable'],
  ],
  ['a query', { baseUrl: 'https://draw.example/?a=b' }, {}, ['error settings.baseUrl address_has_query']],
  ['a fragment', { baseUrl: 'https://draw.example/#tokens' }, {}, ['error settings.baseUrl address_has_query']],
  [
    'space and quotes around',
    { baseUrl: ' "https://draw.example" ' },
    {},
    ['warning settings.baseUrl surrounding_space', 'warning settings.baseUrl surrounding_quotes'],
  ],
  [
    'the admin page',
    { baseUrl: 'https://draw.example/admin/api/client/7/change/' },
    {},
    ['error settings.baseUrl admin_page_address'],
  ],
  [
    'the admin page with a query',
    { baseUrl: 'https://draw.example/admin/?next=/' },
    {},
    ['error settings.baseUrl address_has_query', 'error settings.baseUrl admin_page_address'],
  ],
  ['a host called admin', { baseUrl: 'https://admin/' }, {}, []],
  ['a path that only begins so', { baseUrl: 'https://draw.example/administration/' }, {}, []],
  [
    'an endpoint in the base',
    { baseUrl: 'https://draw.example/api/' },
    {},
    ['warning settings.baseUrl base_holds_endpoint'],
  ],
  [
    'a whole endpoint in the base',
    { baseUrl: 'https://draw.example/api/upload/' },
    {},
    ['warning settings.baseUrl base_holds_endpoint'],
  ],
  ['a host called api', { baseUrl: 'https://api/' }, {}, []],
  ['the former host', { baseUrl: 'https://Draw.recode-with-r.com/' }, {}, ['warning settings.baseUrl former_host']],
  ['no slash at the end', { baseUrl: 'https://draw.example' }, {}, []],
  ['many slashes at the end', { baseUrl: 'https://draw.example//' }, {}, []],

  // plain http
  ['plain http', { baseUrl: 'http://draw.example/' }, {}, ['error settings.baseUrl plain_http']],
  [
    'plain http, allowed',
    { baseUrl: 'http://draw.example/', allowHttp: true },
    {},
    ['warning settings.baseUrl plain_http_allowed'],
  ],
  ['plain http on this machine', { baseUrl: 'http://127.0.0.1:8000/' }, {}, []],
  ['plain http by name on this machine', { baseUrl: 'http://localhost:8000' }, {}, []],
  [
    'plain http to a host that sounds like this machine',
    { baseUrl: 'http://127.0.0.1.evil.example/' },
    {},
    ['error settings.baseUrl plain_http'],
  ],
  [
    'an endpoint in plain http',
    { endpoints: { refresh: 'http://sso.example/refresh/' } },
    {},
    ['error settings.endpoints.refresh plain_http'],
  ],
  [
    'an endpoint in plain http, allowed',
    { allowHttp: true, endpoints: { refresh: 'http://sso.example/refresh/' } },
    {},
    ['warning settings.endpoints.refresh plain_http_allowed'],
  ],
  [
    'an endpoint at this machine by trick',
    { endpoints: { refresh: 'http://localhost:80@evil.example/' } },
    {},
    ['error settings.endpoints.refresh endpoint_unreadable', 'error settings.endpoints.refresh plain_http'],
  ],

  // client ID
  ['the number inside the token', { clientId: '7' }, {}, ['warning settings.clientId client_id_is_number']],
  [
    'no client ID',
    { clientId: ' ' },
    {},
    ['warning settings.clientId surrounding_space', 'error settings.clientId required_missing'],
  ],
  ['space around the client ID', { clientId: 'Institute A ' }, {}, ['warning settings.clientId surrounding_space']],

  // endpoints
  ['no slash before', { endpoints: { upload: 'api/upload/' } }, {}, []],
  [
    'no slash at the end',
    { endpoints: { upload: '/api/upload' } },
    {},
    ['warning settings.endpoints.upload slash_missing'],
  ],
  [
    'no slash at the end of status',
    { endpoints: { status: '/api/upload/{task_id}/status' } },
    {},
    ['warning settings.endpoints.status slash_missing'],
  ],
  [
    'no slash at the end of download',
    { endpoints: { download: '/api/rtstruct/{task_id}' } },
    {},
    ['warning settings.endpoints.download slash_missing'],
  ],
  [
    'no slash at the end of notify',
    { endpoints: { notify: '/api/rtstruct/{task_id}/confirm' } },
    {},
    ['warning settings.endpoints.notify slash_missing'],
  ],
  [
    'no slash at the end of refresh',
    { endpoints: { refresh: '/api/token/refresh' } },
    {},
    ['warning settings.endpoints.refresh slash_missing'],
  ],
  ['the older refresh, which has none', { endpoints: { refresh: 'auth/refresh' } }, {}, []],
  ['health, which may have none', { endpoints: { health: '/api/health' } }, {}, []],
  [
    'the oldest defaults',
    { endpoints: { upload: 'segmentation/upload', status: 'segmentation/status/{task_id}' } },
    {},
    ['warning settings.endpoints.upload slash_missing', 'warning settings.endpoints.status slash_missing'],
  ],
  [
    'no {task_id}',
    { endpoints: { status: '/api/upload/status/' } },
    {},
    ['error settings.endpoints.status placeholder_missing'],
  ],
  [
    '{task_id} not closed',
    { endpoints: { status: '/api/upload/{task_id/status/' } },
    {},
    ['error settings.endpoints.status placeholder_unknown'],
  ],
  [
    '{task_id} not opened',
    { endpoints: { status: '/api/upload/task_id}/status/' } },
    {},
    ['error settings.endpoints.status placeholder_unknown'],
  ],
  [
    'another name in braces',
    { endpoints: { download: '/api/rtstruct/{id}/' } },
    {},
    ['error settings.endpoints.download placeholder_unknown'],
  ],
  [
    '{task_id} and another name',
    { endpoints: { download: '/api/{x}/{task_id}/' } },
    {},
    ['error settings.endpoints.download placeholder_unknown'],
  ],
  [
    'empty braces',
    { endpoints: { notify: '/api/{}/confirm/' } },
    {},
    ['error settings.endpoints.notify placeholder_unknown'],
  ],
  [
    'angle brackets',
    { endpoints: { notify: '/api/<task_id>/confirm/' } },
    {},
    ['error settings.endpoints.notify placeholder_missing'],
  ],
  [
    'braces where there is nothing to fill in',
    { endpoints: { upload: '/api/upload/{task_id}/' } },
    {},
    ['error settings.endpoints.upload placeholder_unknown'],
  ],
  ['a full URL', { endpoints: { refresh: 'https://sso.example/refresh/' } }, {}, []],
  [
    'a full URL with a query',
    { endpoints: { refresh: 'https://sso.example/?refresh/' } },
    {},
    ['error settings.endpoints.refresh endpoint_unreadable'],
  ],
  [
    'a full URL with one slash',
    { endpoints: { refresh: 'https:/sso.example/refresh/' } },
    {},
    ['error settings.endpoints.refresh endpoint_unreadable'],
  ],
  [
    'a full URL of another kind',
    { endpoints: { refresh: 'ftp://sso.example/refresh/' } },
    {},
    ['error settings.endpoints.refresh endpoint_unreadable'],
  ],
  [
    'space inside',
    { endpoints: { upload: '/api/up load/' } },
    {},
    ['error settings.endpoints.upload endpoint_unreadable'],
  ],

  [
    'many things at once',
    { baseUrl: 'http://draw.example/api', clientId: '7', maxRetries: 99 },
    { refreshToken: '' },
    [
      'error settings.maxRetries out_of_range',
      'error settings.baseUrl plain_http',
      'warning secrets.refreshToken refresh_token_missing',
      'warning settings.baseUrl base_holds_endpoint',
      'warning settings.clientId client_id_is_number',
    ],
  ],
]

describe('a person who adds a DRAW connection and', () => {
  it.each(DRAW_ROWS)('%s', (_what, settings, secrets, told) => {
    expect(toldOf(judgedDraw(drawEntry(settings, secrets)))).toEqual(told)
  })
})
