// All that is used of Anthropic's package, in a bundle of its own: its client, without the three
// quarters of the package that are named after paths of the API.
export { BaseAnthropic } from '@anthropic-ai/sdk';
