#!/bin/sh
# Asks, and prints what is said as it is said: with_curl.sh ARENA TOKEN SESSION QUESTION
arena=$1 token=$2 session=$3 question=$4

curl --silent --show-error --fail-with-body --no-buffer "$arena/messages/stream/" \
    --header "Authorization: Bearer $token" --header "Content-Type: application/json" \
    --data "{\"session_id\": \"$session\", \"messages\": [{\"role\": \"user\", \"content\": \"$question\"}]}"
