/** The path of a request that disturbs SNS's deliveries. It needs the key. AWS has nothing like it. */
export const DISTURB_PATH = '/_interstella/disturb-deliveries';
