#!/usr/bin/env bash
# Smoke test: is a monolith there, does it take an order, and does it refuse what is none?
#   scripts/smoke.sh [URL]      URL of the monolith or the load balancer, default http://localhost:5000
#   SERVICE_KEY=… scripts/smoke.sh URL      where direct orders need the service key
set -u
url=${1:-http://localhost:5000}
failed=0

# check NAME EXPECTED-STATUS EXPECTED-TEXT CURL-ARGUMENTS…
check() {
  local name=$1 status=$2 text=$3; shift 3
  local answer
  answer=$(curl --silent --show-error --max-time 20 --write-out '\n%{http_code}' "$@" 2>&1)
  if [ "${answer##*$'\n'}" = "$status" ] && [[ "$answer" == *"$text"* ]]; then
    echo "ok      $name"
  else
    echo "FAILED  $name: expected $status ${text:+\"$text\"}, got: ${answer//$'\n'/ }"
    failed=1
  fi
}

key=(); [ -z "${SERVICE_KEY:-}" ] || key=(-H "x-api-key: $SERVICE_KEY")
json=(-H "Content-Type: application/json" ${key[@]+"${key[@]}"})

check 'health'                    200 ''                              "$url/"
check 'a direct order'            200 'Your order has been fulfilled' "${json[@]}" -d '{"Message":{"bundle":"1"}}' "$url/order/"
check 'no order at all'           400 ''                              "${json[@]}" -d '{"Message":{"unobtainium":1}}' "$url/order/"
check 'a forged SNS notification' 400 ''                              "${json[@]}" -d '{"Type":"Notification"}' "$url/order/"
check 'a path that is not there'  404 ''                              "$url/nowhere/"

[ $failed = 0 ] && echo "All well at $url" || echo "Not well at $url"
exit $failed
