/**
 * Runs before every test file. What the developer has set for the own workstation must not steer a test:
 * an EVERBEARER_HOME would let it write into real state, a proxy would catch loopback calls.
 */
const proxies = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy']

for (const name of Object.keys(process.env)) {
  if (name.startsWith('EVERBEARER_') || proxies.includes(name.toLowerCase())) delete process.env[name]
}
