/** Where whoever has the key tells the endpoints to disturb SNS's deliveries; AWS has nothing like it. */
export const DISTURB_PATH = '/_interstella/disturb-deliveries';
