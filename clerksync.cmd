@echo off
rem Builds ClerkSync if necessary, then runs a verb: clerksync --help
setlocal
set "root=%~dp0"
set "root=%root:~0,-1%"
set "output=%root%\ClerkSync.Cli\bin\Release\net10.0\ClerkSync.Cli.dll"
rem The time of the last build, and its log.
set "build=%root%\ClerkSync.Cli\obj\clerksync"
set "stamp=%build%\built"
set "log=%build%\build.log"
set "answer=%root%\.feed.props"
set DOTNET_NOLOGO=1
set DOTNET_CLI_UI_LANGUAGE=en

call :is_fresh || call :build || exit /b 1

set "CLERKSYNC_ROOT=%root%"
set "CLERKSYNC_COMMAND=%~n0"
dotnet "%output%" %*
exit /b %ERRORLEVEL%

rem Includes folders, because the modification time of a folder shows that a file was deleted.
:is_fresh
if not exist "%output%" exit /b 1
if not exist "%stamp%" exit /b 1
if not exist "%answer%" exit /b 1
powershell -NoProfile -ExecutionPolicy Bypass -Command ^
  "$built = (Get-Item $env:stamp).LastWriteTimeUtc;" ^
  "$roots = 'ClerkSync.Core', 'ClerkSync.Functions', 'ClerkSync.AspNetCore', 'ClerkSync.LocalPostgres', 'ClerkSync.SimulatedClerk', 'ClerkSync.SimulatedStripe', 'ClerkSync.SimulatedPages', 'ClerkSync.LocalHost', 'ClerkSync.Cli' | ForEach-Object { Join-Path $env:root $_ };" ^
  "$roots += Get-ChildItem (Join-Path $env:root 'stand-ins') -Directory | ForEach-Object FullName;" ^
  "$sources = Get-ChildItem $roots | Where-Object Name -notin 'bin', 'obj';" ^
  "$sources += $sources | Where-Object PSIsContainer | ForEach-Object { Get-ChildItem $_.FullName -Recurse };" ^
  "$sources += Get-ChildItem $env:root -File | Where-Object Extension -in '.props', '.targets', '.json';" ^
  "exit [int][bool]($sources | Where-Object LastWriteTimeUtc -gt $built | Select-Object -First 1)"
exit /b %ERRORLEVEL%

:build
where dotnet >nul 2>nul || (
  echo ClerkSync needs the .NET SDK 10, and there is no dotnet on the PATH. Get it from https://dot.net. >&2
  exit /b 1
)
if not exist "%build%" mkdir "%build%"
pushd "%root%"
dotnet --version >"%log%" 2>&1 || (
  echo ClerkSync needs the .NET SDK 10; here is only: >&2
  dotnet --list-sdks >&2
  popd
  exit /b 1
)
rem An older version may have stored another answer.
findstr /c:">none<" /c:">Svix<" "%answer%" >nul 2>nul || call :ask_feed || (
  popd
  exit /b 1
)
findstr /c:">Svix<" "%answer%" >nul && echo The package feed lacks Svix, so a stand-in takes its place. >&2
echo Building ClerkSync. >&2
type nul >"%build%\started"
dotnet build ClerkSync.Cli -c Release -nologo -v quiet >"%log%" 2>&1 || (
  type "%log%" >&2
  echo The build failed. >&2
  popd
  exit /b 1
)
move /y "%build%\started" "%stamp%" >nul
popd
exit /b 0

rem Asked only once. Delete .feed.props to ask again.
:ask_feed
echo Asking the package feed for Svix. >&2
set "standins=none"
dotnet restore ClerkSync.Core -p:StandIns=none >"%log%" 2>&1 && goto feed_answered
rem Only a missing Svix package counts as an answer. Any other error does not.
findstr /c:"error" "%log%" | findstr /v /r /c:"error NU110[123]: .*package Svix[. ]" >nul && goto feed_failed
findstr /r /c:"error NU110[123]: .*package Svix[. ]" "%log%" >nul || goto feed_failed
set "standins=Svix"

:feed_answered
echo ^<Project^>^<PropertyGroup^>^<StandIns^>%standins%^</StandIns^>^</PropertyGroup^>^</Project^>>"%answer%"
exit /b 0

:feed_failed
findstr /c:"error" "%log%" >&2
echo The packages could not be restored. Nothing was built; the feed is asked again next time. >&2
exit /b 1
