import { brokenGuards, isOfEachPush } from '../guards/broken-guards.ts'

brokenGuards((what) => !isOfEachPush(what))
