filedesc://made.arc 127.0.0.1 20140216050221 text/plain 9
1 0 made up
URL IP-address Archive-date Content-type Archive-length

http://a.example/x 192.0.2.1 20140216050221 text/html 45
HTTP/1.1 200 OK
Content-Type: text/html

<p>hi

http://a.example/y 192.0.2.1 20140216 text/html 200 - 12 0 made.arc 3
abc
