#!/usr/bin/env bash
# Smoke test: is a monolith there, does it take an order, and does it refuse what is none?
#   scripts/smoke.sh [URL]      URL of the monolith or the load balancer, default http://localhost:5000
#   SERVICE_KEY=… scripts/smoke.sh URL      where direct orders need the service key
#   TOPIC_ARN=… scripts/smoke.sh URL        of which it takes deliveries, if that is not the orders topic of this machine
set -u
url=${1:-http://localhost:5000}
failed=0
# What listens on this machine is asked directly, whatever the proxy. A lone * exempts every host already.
no_proxy=${no_proxy-${NO_PROXY-}}
[ "$no_proxy" = '*' ] || no_proxy="${no_proxy:+$no_proxy,}localhost,127.0.0.1,::1"
export no_proxy

# check NAME EXPECTED-STATUS EXPECTED-TEXT CURL-ARGUMENTS…      alternatives are separated by |
check() {
  local name=$1 status=$2 text=$3; shift 3
  local answer
  answer=$(curl --silent --show-error --max-time 20 --write-out '\n%{http_code}' "$@" 2>&1)
  if [[ "${answer##*$'\n'}" =~ ^($status)$ && "$answer" =~ $text ]]; then
    echo "ok      $name"
  else
    echo "FAILED  $name: expected $status ${text:+\"$text\"}, got: ${answer//$'\n'/ }"
    failed=1
  fi
}

json=(-H 'Content-Type: application/json')
# In a file of its own, so that the key does not stand in the list of processes.
key_file=$(mktemp); trap 'rm -f "$key_file"' EXIT
[ -z "${SERVICE_KEY:-}" ] || printf 'header = "x-api-key: %s"' "$SERVICE_KEY" >"$key_file"
with_key=(--config "$key_file")
topic=${TOPIC_ARN:-arn:aws:sns:us-east-1:000000000000:interstella-orders}
region=$(cut -d: -f4 <<<"$topic")
# Of a topic that is delivered there it is the signature that gives it away, or where its certificate lies; of another
# one the topic alone.
notice='signature is not that of SNS|SigningCertURL is not the address'
[ -n "${TOPIC_ARN:-}" ] || notice="$notice|no deliveries of that topic"
forged='{"Type":"Notification","MessageId":"1","TopicArn":"'$topic'",
"Message":"{\"bundle\": 1}","Timestamp":"'$(date -u +%Y-%m-%dT%H:%M:%S.000Z)'","SignatureVersion":"2","Signature":"Zm9yZ2Vk",
"SigningCertURL":"https://sns.'$region'.amazonaws.com.invalid/SimpleNotificationService-00000000000000000000000000000000.pem"}'

order=("${json[@]}" "${with_key[@]}")
check 'health'                    200 ''                              "$url/"
# A monolith that gathers nothing any more, at the last stage, says so.
check 'a direct order'            '200|409' 'Your order has been fulfilled|gathers nothing any more' "${order[@]}" -d '{"Message":{"bundle":"1"}}' "$url/order/"
check 'no order at all'           400 'Message'                       "${order[@]}" -d '{"Message":{"unobtainium":1}}' "$url/order/"
check 'a notification that SNS did not sign' 403 "$notice"             "${json[@]}" -d "$forged" "$url/order/"
check 'a path that is not there'  404 ''                              "$url/nowhere/"

[ $failed = 0 ] && echo "All well at $url" || echo "Not well at $url"
exit $failed
