#!/usr/bin/env bash
# Smoke test: is a monolith there, does it take an order, and does it refuse what is none?
#   scripts/smoke.sh [URL]      URL of the monolith or the load balancer, default http://localhost:5000
#   SERVICE_KEY=… scripts/smoke.sh URL      where direct orders need the service key
set -u
url=${1:-http://localhost:5000}
failed=0

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
forged='{"Type":"Notification","MessageId":"1","TopicArn":"arn:aws:sns:us-east-1:000000000000:interstella-orders",
"Message":"{\"bundle\": 1}","Timestamp":"'$(date -u +%Y-%m-%dT%H:%M:%S.000Z)'","SignatureVersion":"2","Signature":"forged",
"SigningCertURL":"https://sns.us-east-1.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem"}'

order=("${json[@]}" "${with_key[@]}")
check 'health'                    200 ''                              "$url/"
# A monolith that gathers nothing any more, at the last stage, says so.
check 'a direct order'            '200|409' 'Your order has been fulfilled|gathers nothing any more' "${order[@]}" -d '{"Message":{"bundle":"1"}}' "$url/order/"
check 'no order at all'           400 'Message'                       "${order[@]}" -d '{"Message":{"unobtainium":1}}' "$url/order/"
check 'a forged SNS notification' 403 ''                              "${json[@]}" -d "$forged" "$url/order/"
check 'a path that is not there'  404 ''                              "$url/nowhere/"

[ $failed = 0 ] && echo "All well at $url" || echo "Not well at $url"
exit $failed
