import { realHost } from '../../kit/electron/real-host.ts'
import { manners } from '../suites/manners.ts'

manners(realHost)
